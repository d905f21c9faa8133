// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/copy_job.h"

#include <QDialog>

#include <functional>

class QComboBox;
class QPushButton;

namespace firkin::ui {

class PathBox;
class Services;

/// What a drop on a container's row asks: into which folder, to whom it shall belong. Remembers both for each container.
class DropSheet : public QDialog {
    Q_OBJECT
public:
    struct Memory {
        std::function<QString(const QString &key)> load;
        std::function<void(const QString &key, const QString &value)> save;
    };
    /// Shown at `anchor` (global), which is the row. `copyRequested` follows, or nothing. Deletes itself.
    DropSheet(Services &services, const ContainerId &container, std::vector<CopyPlace> sources, const std::string &folder, Memory memory,
              const QRect &anchor, QWidget *parent);

Q_SIGNALS:
    void copyRequested(const firkin::ui::CopyJob &job);

private:
    void remember() const;
    [[nodiscard]] QString key() const;

    const ContainerId m_container;
    const std::vector<CopyPlace> m_sources;
    Memory m_memory;
    PathBox *m_folder;
    QComboBox *m_owner;
};

} // namespace firkin::ui
