#include "app/translations.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace firkin::app {

using namespace Qt::StringLiterals;

void installTranslations(QCoreApplication &application, const QString &language)
{
    // Numbers and dates stay those of the system; the words change.
    const QLocale locale = language.isEmpty() ? QLocale() : QLocale(language);
    auto *qt = new QTranslator(&application);
    if (qt->load(locale, u"qtbase"_s, u"_"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(qt);
    auto *own = new QTranslator(&application);
    // English has its own file for its plurals: the source says "%n container(s)".
    if (own->load(locale, u"firkin"_s, u"_"_s, u":/i18n"_s) || own->load(u":/i18n/firkin_en.qm"_s))
        QCoreApplication::installTranslator(own);
}

} // namespace firkin::app
