#include "ui/settings/settings_page.h"

#include "runtime/base/paths.h"
#include "runtime/engine/settings.h"
#include "ui/async/plain_text.h"
#include "ui/services/services.h"
#include "ui/settings/preferences.h"
#include "ui/style/format.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/form_layout.h"
#include "ui/widgets/labels.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QDesktopServices>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSystemTrayIcon>
#include <QUrl>

/// The cards of the settings page that only show and keep choices; the self-check is in settings_page.cpp.
namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

QFormLayout *formIn(QVBoxLayout *inside)
{
    auto *form = new FormLayout;
    form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    inside->addLayout(form);
    return form;
}

QComboBox *choice(QFormLayout *form, const QString &label, const std::vector<std::pair<QString, QVariant>> &items, const QVariant &current)
{
    auto *box = new QComboBox;
    for (const auto &[text, value] : items)
        box->addItem(text, value);
    box->setCurrentIndex(std::max(0, box->findData(current)));
    box->setMinimumWidth(200);
    auto *caption = new QLabel(label);
    caption->setBuddy(box);
    form->addRow(caption, box);
    return box;
}

/// What is inside, and by which terms.
struct Licence {
    const char *name;
    const char *terms;
};
constexpr Licence licences[] = {
    {"Qt", "LGPL-3.0"},          {"QTermWidget", "GPL-2.0-or-later"}, {"gRPC", "Apache-2.0"},        {"Protocol Buffers", "BSD-3-Clause"},
    {"libarchive", "BSD-2-Clause"}, {"nlohmann/json", "MIT"},            {"spdlog", "MIT"},             {"CLI11", "BSD-3-Clause"},
    {"KDSingleApplication", "MIT"}, {"libfuse", "LGPL-2.1"},             {"QEMU", "GPL-2.0"},           {"crun", "GPL-2.0-or-later"},
    {"virtiofsd", "Apache-2.0 and BSD-3-Clause"}, {"vhost-device-vsock", "Apache-2.0 or BSD-3-Clause"}, {"passt", "GPL-2.0-or-later"}, {"skopeo", "Apache-2.0"},
    {"e2fsprogs", "GPL-2.0"},    {"BusyBox", "GPL-2.0"},              {"Linux", "GPL-2.0"},
};

} // namespace

Card *settingsCard(const QString &title, QVBoxLayout *&inside)
{
    auto *card = new Card;
    inside = new QVBoxLayout(card);
    inside->setContentsMargins(metrics::large, metrics::medium, metrics::large, metrics::large);
    inside->setSpacing(metrics::small);
    auto *heading = plainLabel(title);
    QFont font = heading->font();
    font.setWeight(QFont::DemiBold);
    heading->setFont(font);
    inside->addWidget(heading);
    return card;
}

QWidget *SettingsPage::makeLooks()
{
    QVBoxLayout *inside = nullptr;
    auto *card = settingsCard(tr("Appearance"), inside);
    auto *form = formIn(inside);
    auto *theme = choice(form, tr("&Theme:"), {{tr("As the system"), static_cast<int>(Theme::System)}, {tr("Light"), static_cast<int>(Theme::Light)}, {tr("Dark"), static_cast<int>(Theme::Dark)}},
                         static_cast<int>(m_preferences.theme()));
    connect(theme, &QComboBox::activated, this, [this, theme] { m_preferences.setTheme(static_cast<Theme>(theme->currentData().toInt())); });
    connect(&m_preferences, &Preferences::themeChanged, theme, [theme](Theme now) { theme->setCurrentIndex(theme->findData(static_cast<int>(now))); });
    auto *language = choice(form, tr("&Language:"), {{tr("As the system"), QString()}, {u"English"_s, u"en"_s}, {u"Deutsch"_s, u"de"_s}}, m_preferences.language());
    auto *later = new ToneLabel(Tone::Muted, tr("The language changes when Firkin is started again."));
    later->hide();
    form->addRow(QString(), later);
    connect(language, &QComboBox::activated, this, [this, language, later] {
        m_preferences.setLanguage(language->currentData().toString());
        later->show();
    });
    auto *live = choice(form, tr("Live &values:"), {{tr("Every second"), 1}, {tr("Every 2 seconds"), 2}, {tr("Every 5 seconds"), 5}, {tr("Every 10 seconds"), 10}}, m_preferences.liveSeconds());
    live->setToolTip(tr("How often lists and charts are drawn anew; what is recorded stays as it is"));
    connect(live, &QComboBox::activated, this, [this, live] { m_preferences.setLiveSeconds(live->currentData().toInt()); });
    return card;
}

QWidget *SettingsPage::makeDefaults()
{
    QVBoxLayout *inside = nullptr;
    auto *card = settingsCard(tr("New containers"), inside);
    auto *form = formIn(inside);
    const engine::ContainerSpec spec = engine::newContainerSpec();
    m_cpus = new QDoubleSpinBox;
    m_cpus->setRange(0.1, 64);
    m_cpus->setDecimals(1);
    m_cpus->setSingleStep(0.5);
    m_cpus->setValue(spec.cpus);
    m_memory = new QLineEdit(formatSize(spec.memory.bytes));
    m_disk = new QLineEdit(formatSize(spec.diskSize.bytes));
    for (const auto &[text, widget] : std::initializer_list<std::pair<QString, QWidget *>>{{tr("&CPUs:"), m_cpus}, {tr("&Memory:"), m_memory}, {tr("&Disk:"), m_disk}}) {
        widget->setFixedWidth(140);
        auto *label = new QLabel(text);
        label->setBuddy(widget);
        form->addRow(label, widget);
    }
    m_defaultsProblem = new ToneLabel(Tone::Error);
    m_defaultsProblem->setWordWrap(true);
    m_defaultsProblem->hide();
    inside->addWidget(m_defaultsProblem);
    auto *note = new ToneLabel(Tone::Muted, tr("For the window and for fk run alike. Containers that exist keep what they have."));
    note->setWordWrap(true);
    inside->addWidget(note);
    connect(m_cpus, &QDoubleSpinBox::valueChanged, this, &SettingsPage::saveDefaults);
    connect(m_memory, &QLineEdit::editingFinished, this, &SettingsPage::saveDefaults);
    connect(m_disk, &QLineEdit::editingFinished, this, &SettingsPage::saveDefaults);
    return card;
}

void SettingsPage::saveDefaults()
{
    const auto size = [](const QLineEdit *edit) { return parseByteSize(toBytes(edit->text().simplified().remove(u' ').replace(u',', u'.'))); };
    const auto memory = size(m_memory);
    const auto disk = size(m_disk);
    const auto complain = [this](const QString &text) {
        m_defaultsProblem->setText(text);
        m_defaultsProblem->setVisible(!text.isEmpty());
    };
    if (!memory || *memory < ByteSize::ofMiB(16))
        return complain(tr("Write a memory such as 512M or 2G; at least 16 MiB."));
    if (!disk || *disk < ByteSize::ofMiB(64))
        return complain(tr("Write a disk size such as 10G; at least 64 MiB."));
    const engine::Settings settings{.cpus = m_cpus->value(), .memory = *memory, .diskSize = *disk};
    runAsync(m_services.pools.shared(), [settings](std::stop_token) { return engine::saveSettings(engine::settingsFile(), settings); }).then(this, [complain](const Status &status) {
        complain(status ? QString() : errorText(status.error()).headline);
    });
}

QWidget *SettingsPage::makeManners()
{
    using Answer = Preferences::QuitAnswer;
    QVBoxLayout *inside = nullptr;
    auto *card = settingsCard(tr("When Firkin quits while containers run"), inside);
    auto *group = new QButtonGroup(card);
    for (const auto &[answer, text] : {std::pair(Answer::Ask, tr("Ask")), std::pair(Answer::KeepRunning, tr("Keep them running")),
                                       std::pair(Answer::StopAll, tr("Stop them"))}) {
        auto *radio = new QRadioButton(text);
        radio->setChecked(m_preferences.quitAnswer() == answer);
        group->addButton(radio, static_cast<int>(answer));
        inside->addWidget(radio);
    }
    connect(group, &QButtonGroup::idClicked, this, [this](int id) { m_preferences.setQuitAnswer(static_cast<Answer>(id)); });
    inside->addSpacing(metrics::tight);
    auto *notify = new QCheckBox(tr("Tell the desktop when something long has ended"));
    notify->setChecked(m_preferences.notifies());
    connect(notify, &QCheckBox::toggled, this, [this](bool on) { m_preferences.setNotifies(on); });
    inside->addWidget(notify);
    if (QSystemTrayIcon::isSystemTrayAvailable()) {
        auto *tray = new QCheckBox(tr("Closing the window leaves Firkin in the tray"));
        tray->setChecked(m_preferences.closeToTray());
        connect(tray, &QCheckBox::toggled, this, [this](bool on) { m_preferences.setCloseToTray(on); });
        inside->addWidget(tray);
    }
    return card;
}

QWidget *SettingsPage::makePlaces()
{
    QVBoxLayout *inside = nullptr;
    auto *card = settingsCard(tr("Where things are"), inside);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(metrics::large);
    grid->setVerticalSpacing(metrics::small);
    grid->setColumnStretch(1, 1);
    inside->addLayout(grid);
    const std::pair<QString, std::filesystem::path> places[] = {{tr("Containers and images"), storeDirectory()}, {tr("Settings"), configDirectory()}, {tr("What can be made again"), cacheDirectory()}};
    for (const auto &[name, path] : places) {
        const int row = grid->rowCount();
        const QString text = QFile::decodeName(QByteArray::fromStdString(path.string()));
        auto *label = new ElidedLabel(Qt::ElideMiddle);
        label->setFullText(displayText(text));
        auto *open = new QPushButton(icon("folder"_L1), tr("Open"));
        open->setAccessibleName(tr("Open %1").arg(name));
        connect(open, &QPushButton::clicked, this, [text] { QDesktopServices::openUrl(QUrl::fromLocalFile(text)); });
        grid->addWidget(new ToneLabel(Tone::Muted, name), row, 0);
        grid->addWidget(label, row, 1);
        grid->addWidget(open, row, 2);
    }
    return card;
}

QWidget *SettingsPage::makeAbout()
{
    QVBoxLayout *inside = nullptr;
    auto *card = settingsCard(tr("About"), inside);
    auto *row = new QHBoxLayout;
    auto *mark = new IconLabel(48);
    mark->setIcon(applicationIcon());
    row->addWidget(mark, 0, Qt::AlignTop);
    row->addSpacing(metrics::medium);
    auto *text = new ToneLabel(Tone::Muted, tr("Firkin %1 with Qt %2\nFree software under the GNU General Public License, version 3 or later")
                                                .arg(QLatin1StringView(FIRKIN_VERSION), QLatin1StringView(qVersion())));
    text->setWordWrap(true);
    row->addWidget(text, 1);
    inside->addLayout(row);
    QStringList names;
    for (const auto &licence : licences)
        names << u"%1 (%2)"_s.arg(QLatin1StringView(licence.name), QLatin1StringView(licence.terms));
    auto *parts = new ToneLabel(Tone::Muted, tr("It stands on the work of others: %1.").arg(names.join(u", "_s)));
    parts->setWordWrap(true);
    inside->addWidget(parts);
    return card;
}

} // namespace firkin::ui
