#pragma once

#include "runtime/engine/volumes.h"

#include <QDialog>

#include <functional>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace firkin::ui {

class Banner;
class ToneLabel;
class VolumesService;

/// Name, size and type of a volume to make. Stays open with its input when the engine refuses.
class NewVolumeDialog : public QDialog {
    Q_OBJECT
public:
    NewVolumeDialog(VolumesService &service, QWidget *parent);

Q_SIGNALS:
    void created(const QString &name);

private:
    void look();
    void create();

    VolumesService &m_service;
    QLineEdit *m_name;
    QLineEdit *m_size;
    QComboBox *m_filesystem;
    ToneLabel *m_complaint;
    Banner *m_banner;
    QPushButton *m_create;
};

/// What is wrong with these, as a sentence; empty: nothing. Pure.
[[nodiscard]] QString volumeComplaint(const QString &name, const QString &size, const QString &filesystem);

} // namespace firkin::ui
