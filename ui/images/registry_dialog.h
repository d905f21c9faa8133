#pragma once

#include "runtime/base/error.h"

#include <QDialog>

class QLineEdit;
class QListWidget;
class QPushButton;

namespace firkin::ui {

class ImagesService;
class ToneLabel;

/// Logins to registries: those that there are, and a new one. Stays open with its input while a login is refused.
class RegistryDialog : public QDialog {
    Q_OBJECT
public:
    explicit RegistryDialog(ImagesService &images, QWidget *parent = nullptr);

private:
    void refresh();
    void refreshActions();
    void showError(const Error &error);
    void logIn();
    void logOut();

    ImagesService &m_images;
    QListWidget *m_list;
    QPushButton *m_logOut;
    QLineEdit *m_registry;
    QLineEdit *m_user;
    QLineEdit *m_password;
    ToneLabel *m_said;
    QPushButton *m_logIn;
    bool m_busy = false;
};

} // namespace firkin::ui
