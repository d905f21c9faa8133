#pragma once

#include "runtime/engine/volumes.h"
#include "ui/widgets/form_dialog.h"

class QComboBox;
class QLineEdit;

namespace firkin::ui {

class VolumesService;

/// Name, size and type of a volume to make. Stays open with its input when the engine refuses.
class NewVolumeDialog : public FormDialog {
    Q_OBJECT
public:
    NewVolumeDialog(VolumesService &service, QWidget *parent);

Q_SIGNALS:
    void created(const QString &name);

private:
    void look();
    void submit() override;

    VolumesService &m_service;
    QLineEdit *m_name;
    QLineEdit *m_size;
    QComboBox *m_filesystem;
};

/// What is wrong with these, as a sentence; empty: nothing. Pure.
[[nodiscard]] QString volumeComplaint(const QString &name, const QString &size, const QString &filesystem);

} // namespace firkin::ui
