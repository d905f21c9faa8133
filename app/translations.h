#pragma once

#include <QString>

class QCoreApplication;

namespace firkin::app {

/// Our own texts and Qt's, in `language` ("de"), or that of the system's locale, where we have it.
void installTranslations(QCoreApplication &application, const QString &language = {});

} // namespace firkin::app
