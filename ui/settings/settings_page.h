#pragma once

#include "runtime/engine/engine.h"
#include "ui/async/mailbox.h"
#include "ui/async/operation.h"
#include "ui/places/page_view.h"

#include <vector>

class QDoubleSpinBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace firkin::ui {

class Banner;
class Card;
class Preferences;
class Services;

/// A card with a heading, for settings of one kind.
[[nodiscard]] Card *settingsCard(const QString &title, QVBoxLayout *&inside);

/// Looks, defaults of new containers, manners; the self-check with the fix for each failure; versions.
class SettingsPage : public PageView {
    Q_OBJECT
public:
    SettingsPage(Services &services, Preferences &preferences, QWidget *parent = nullptr);
    ~SettingsPage() override;

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeLooks();
    QWidget *makeDefaults();
    QWidget *makePlaces();
    void saveDefaults();
    QWidget *makeManners();
    QWidget *makeTerminals();
    QWidget *makeCheck();
    QWidget *makeAbout();
    void runCheck();
    void addResult(const engine::CheckResult &result);
    void checkEnded(const Status &status);
    void copyDiagnostics();

    Services &m_services;
    Preferences &m_preferences;
    QGridLayout *m_results = nullptr;
    QLabel *m_checkState = nullptr;
    QPushButton *m_checkAgain = nullptr;
    Banner *m_banner = nullptr;
    QDoubleSpinBox *m_cpus = nullptr;
    QLineEdit *m_memory = nullptr;
    QLineEdit *m_disk = nullptr;
    QLabel *m_defaultsProblem = nullptr;
    std::vector<engine::CheckResult> m_found;
    std::stop_source m_stop{std::nostopstate};
    bool m_checked = false;
    Mailbox m_mailbox{this};
};

} // namespace firkin::ui
