#include "ui/widgets/state_page.h"

#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/error_details.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {
constexpr int textWidth = 440;
}

StatePage::StatePage(QWidget *parent) : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(metrics::medium);
    m_icon = new IconLabel(40);
    m_title = titleLabel({});
    m_title->setAlignment(Qt::AlignCenter);
    m_title->setWordWrap(true);
    m_title->setFixedWidth(textWidth + 40);
    m_text = new ToneLabel(Tone::Muted);
    m_text->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_text->setWordWrap(true);
    m_text->setFixedWidth(textWidth);
    m_action = new QPushButton;
    m_action->setProperty("primary", true);
    m_secondary = new QPushButton;
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::small);
    buttons->addStretch();
    buttons->addWidget(m_action);
    buttons->addWidget(m_secondary);
    buttons->addStretch();
    layout->addStretch(2);
    layout->addWidget(m_icon, 0, Qt::AlignHCenter);
    layout->addWidget(m_title, 0, Qt::AlignHCenter);
    layout->addWidget(m_text, 0, Qt::AlignHCenter);
    layout->addSpacing(metrics::tight);
    layout->addLayout(buttons);
    layout->addStretch(3);
    connect(m_action, &QPushButton::clicked, this, &StatePage::actionTriggered);
    connect(m_secondary, &QPushButton::clicked, this, [this] {
        if (m_failed)
            showErrorDetails(window(), m_error);
        else
            Q_EMIT secondaryTriggered();
    });
}

void StatePage::showText(QLatin1StringView iconName, const QString &title, const QString &text, const QString &action, const QString &secondary)
{
    m_failed = false;
    m_icon->setIcon(icon(iconName, Tone::Muted));
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    // A layout that is short of room would cut wrapped text.
    m_title->setMinimumHeight(std::max(0, m_title->heightForWidth(m_title->width())));
    m_text->setMinimumHeight(std::max(0, m_text->heightForWidth(textWidth)));
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    m_secondary->setText(secondary);
    m_secondary->setVisible(!secondary.isEmpty());
}

void StatePage::showLoading(bool slow)
{
    showText("clock"_L1, tr("Loading…"), slow ? tr("This takes longer than usual. Nothing is lost; the answer is on its way.") : QString());
}

void StatePage::showError(const Error &error)
{
    m_error = errorText(error);
    showText("error"_L1, m_error.headline, m_error.remedy, tr("Try Again"), tr("Details"));
    m_icon->setIcon(icon("error"_L1, Tone::Error));
    m_failed = true;
}

bool StatePage::replacesList(bool ready, const std::optional<Error> &error, bool empty, bool noMatch, const ListTexts &texts, Banner &banner)
{
    if (error && !empty) {
        banner.showError(*error);
        m_inBanner = banner.text();
    } else if (!m_inBanner.isEmpty()) {
        if (banner.text() == m_inBanner) // nobody has said something else since
            banner.clear();
        m_inBanner.clear();
    }
    if (error && empty)
        showError(*error);
    else if (empty && ready)
        showText(texts.iconName, texts.none, texts.hint, texts.make, texts.otherwise);
    else if (empty)
        showLoading(false);
    else if (noMatch)
        showText("search"_L1, texts.noMatch, {}, texts.showAll);
    return empty || noMatch;
}

} // namespace firkin::ui
