#pragma once

class QCoreApplication;

namespace firkin::app {

/// Our own texts and Qt's, in the language of the system's locale, where we have it.
void installTranslations(QCoreApplication &application);

} // namespace firkin::app
