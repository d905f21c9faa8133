// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/ids.h"

#include <QLineEdit>
#include <QTimer>

#include <string>

class QCompleter;
class QStringListModel;

namespace firkin::ui {

class DirectoryListing;
class Services;

/// Where one is in a container, and where to go: completes names of the folder that is being typed, as the container has them.
class PathBox : public QLineEdit {
    Q_OBJECT
public:
    explicit PathBox(Services &services, QWidget *parent = nullptr);

    void setContainer(const ContainerId &container);
    /// Not while the person types.
    void showPath(const std::string &path);

Q_SIGNALS:
    void pathEntered(const std::string &path);

private:
    void lookUp();
    void offer();

    Services &m_services;
    ContainerId m_container;
    QTimer m_settled;
    QCompleter *m_completer;
    QStringListModel *m_names;
    DirectoryListing *m_listing = nullptr;
    std::string m_folder;      ///< that `m_found` is of
    QStringList m_found;
};

} // namespace firkin::ui
