#pragma once

#include "runtime/base/error.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace firkin::ui {

class Banner;

/// What the Containers page shows while there is no container: what Firkin does, and one button.
class FirstRunPage : public QWidget {
    Q_OBJECT
public:
    explicit FirstRunPage(QWidget *parent = nullptr);

    void setBusy(const QString &text); ///< empty: ready
    void showError(const Error &error);
    void focusFirst();

Q_SIGNALS:
    void starterRequested();
    void cancelRequested();
    void newRequested();

private:
    Banner *m_banner;
    QPushButton *m_run;
    QPushButton *m_new;
    QPushButton *m_cancel;
    QLabel *m_progressText;
    QProgressBar *m_progress;
};

} // namespace firkin::ui
