#include "app/translations.h"
#include "tests/gui/scene.h"

#include "ui/services/services.h"
#include "ui/style/firkin_style.h"
#include "ui/window/main_window.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAccessible>
#include <QButtonGroup>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

using namespace firkin;
using namespace Qt::StringLiterals;

namespace {

/// All visible widgets of all visible windows.
QList<QWidget *> visibleWidgets()
{
    QList<QWidget *> found;
    for (QWidget *top : QApplication::topLevelWidgets()) {
        if (!top->isVisible())
            continue;
        found << top;
        for (QWidget *child : top->findChildren<QWidget *>())
            if (child->isVisible())
                found << child;
    }
    return found;
}

QString describe(const QWidget *widget)
{
    QString text = QString::fromLatin1(widget->metaObject()->className());
    if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
        text += u" “"_s + button->text() + u'”';
    else if (const auto *label = qobject_cast<const QLabel *>(widget))
        text += u" “"_s + label->text() + u'”';
    else if (const auto *edit = qobject_cast<const QLineEdit *>(widget))
        text += u" “"_s + edit->placeholderText() + u'”';
    for (const QWidget *parent = widget->parentWidget(); parent; parent = parent->parentWidget())
        text += u" in "_s + QString::fromLatin1(parent->metaObject()->className());
    return text;
}

bool isOurs(const QWidget *widget)
{
    // Parts of Qt's own compound widgets answer for themselves.
    const QString name = widget->objectName();
    if (name.startsWith("qt_"_L1) || qobject_cast<const QAbstractScrollArea *>(widget->parentWidget()))
        return false;
    const auto *parent = widget->parentWidget();
    return !(parent && (qobject_cast<const QComboBox *>(parent) || parent->inherits("QAbstractSpinBox") || parent->inherits("QLineEdit") || parent->inherits("QTabBar")
                        || parent->inherits("QTermWidget")));
}

bool isIconOnly(const QAbstractButton *button)
{
    const auto *tool = qobject_cast<const QToolButton *>(button);
    return tool && tool->toolButtonStyle() == Qt::ToolButtonIconOnly;
}

/// One of several of which one is chosen: Tab reaches the chosen one, arrows the others.
bool isOneOfAGroup(const QAbstractButton *button)
{
    return button->group() && button->group()->exclusive() && button->isCheckable();
}

QString spokenName(QWidget *widget)
{
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget);
    return interface ? interface->text(QAccessible::Name) : QString();
}

} // namespace

/// Checks without pixels on every scene, light and dark, at the smallest and at a usual size.
class TestGui : public QObject {
    Q_OBJECT

private:
    static void addScenes()
    {
        QTest::addColumn<int>("scene");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("dark");
        for (std::size_t i = 0; i < gui::scenes().size(); ++i) {
            QTest::addRow("%s 900x600 light", gui::scenes()[i].name) << static_cast<int>(i) << QSize(900, 600) << false;
            QTest::addRow("%s 1366x768 dark", gui::scenes()[i].name) << static_cast<int>(i) << QSize(1366, 768) << true;
        }
    }

private Q_SLOTS:
    void everySceneIsSound_data() { addScenes(); }
    void everySceneIsSound()
    {
        QFETCH(int, scene);
        QFETCH(QSize, size);
        QFETCH(bool, dark);
        gui::Stage stage(gui::scenes()[static_cast<std::size_t>(scene)], dark ? ui::Theme::Dark : ui::Theme::Light, size);
        QStringList complaints;
        nothingIsCutOff(complaints);
        everythingHasAName(complaints);
        theKeyboardReachesEverything(complaints);
        nothingLiesOutside(stage, complaints);
        QVERIFY2(complaints.isEmpty(), qPrintable(u'\n' + complaints.join(u'\n')));
    }

private:
    static void nothingIsCutOff(QStringList &complaints)
    {
        for (QWidget *widget : visibleWidgets()) {
            if (const auto *button = qobject_cast<QAbstractButton *>(widget); button && !button->text().isEmpty() && !isIconOnly(button)) {
                const int needed = button->fontMetrics().size(Qt::TextShowMnemonic, button->text()).width();
                if (button->width() < needed)
                    complaints << u"cut off: "_s + describe(button);
            }
            if (const auto *label = qobject_cast<QLabel *>(widget); label && !label->text().isEmpty() && isOurs(label)) {
                if (label->wordWrap()) {
                    if (label->height() + 1 < label->heightForWidth(label->width()))
                        complaints << u"cut off below: "_s + describe(label);
                } else if (label->width() + 1 < label->fontMetrics().size(Qt::TextShowMnemonic, label->text()).width()) {
                    complaints << u"cut off: "_s + describe(label);
                }
            }
            if (const auto *tabs = qobject_cast<QTabBar *>(widget))
                for (int i = 0; i < tabs->count(); ++i)
                    if (tabs->tabRect(i).width() < tabs->fontMetrics().horizontalAdvance(tabs->tabText(i)))
                        complaints << u"cut off tab: "_s + tabs->tabText(i);
        }
    }

    static void everythingHasAName(QStringList &complaints)
    {
        for (QWidget *widget : visibleWidgets()) {
            const bool reachable = (widget->focusPolicy() & Qt::TabFocus) && widget->isEnabled() && isOurs(widget);
            if (reachable && !widget->isWindow() && spokenName(widget).isEmpty())
                complaints << u"no accessible name: "_s + describe(widget);
        }
    }

    static void theKeyboardReachesEverything(QStringList &complaints)
    {
        for (QWidget *top : QApplication::topLevelWidgets()) {
            if (!top->isVisible())
                continue;
            QSet<QWidget *> reached;
            QWidget *start = top->focusWidget() ? top->focusWidget() : top;
            QWidget *at = start;
            do {
                at = at->nextInFocusChain();
                reached.insert(at);
            } while (at && at != start && reached.size() < 5000);
            for (QWidget *widget : top->findChildren<QWidget *>())
                if (widget->isVisible() && (widget->focusPolicy() & Qt::TabFocus) && isOurs(widget) && widget->window() == top && !reached.contains(widget))
                    complaints << u"not in the focus chain: "_s + describe(widget);
        }
        // What can be clicked can be reached.
        for (QWidget *widget : visibleWidgets())
            if (const auto *button = qobject_cast<QAbstractButton *>(widget); button && button->isEnabled() && isOurs(button) && button->focusPolicy() == Qt::NoFocus && !isOneOfAGroup(button))
                complaints << u"no keyboard: "_s + describe(button);
    }

    static void nothingLiesOutside(gui::Stage &stage, QStringList &complaints)
    {
        QWidget &window = stage.application().window();
        for (QWidget *widget : visibleWidgets()) {
            const QWidget *parent = widget->parentWidget();
            if (!parent || widget->isWindow() || parent->inherits("QAbstractScrollArea") || !isOurs(widget) || widget->window() != &window)
                continue;
            // Inside a scroll area content may be larger.
            bool scrolled = false;
            for (const QWidget *up = parent; up; up = up->parentWidget())
                scrolled = scrolled || up->inherits("QAbstractScrollArea");
            if (!scrolled && !parent->rect().adjusted(-1, -1, 1, 1).contains(widget->geometry()) && widget->width() > 0 && widget->height() > 0)
                complaints << u"outside its parent: "_s + describe(widget) + u" %1,%2 %3x%4 in %5x%6"_s.arg(widget->x()).arg(widget->y()).arg(widget->width()).arg(widget->height()).arg(parent->width()).arg(parent->height());
        }
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    firkin::app::installTranslations(application);
    TestGui test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_gui.moc"
