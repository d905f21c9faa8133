#include "terminal/paste.h"

namespace firkin::terminal {

QString typedFromPaste(const QString &clipboard)
{
    QString typed;
    typed.reserve(clipboard.size());
    for (qsizetype i = 0; i < clipboard.size(); ++i) {
        const QChar c = clipboard.at(i);
        if (c == u'\r') {
            if (i + 1 < clipboard.size() && clipboard.at(i + 1) == u'\n')
                ++i;
            typed += u'\r';
        } else if (c == u'\n' || c == QChar::LineSeparator || c == QChar::ParagraphSeparator) {
            typed += u'\r';
        } else if (c == u'\t' || (c.unicode() >= 0x20 && (c.unicode() < 0x7f || c.unicode() > 0x9f))) {
            typed += c;
        }
    }
    return typed;
}

bool isMultiLine(const QString &typed)
{
    const qsizetype end = typed.indexOf(u'\r');
    return end >= 0 && end + 1 < typed.size(); // one line with its end runs one command, as typing it would
}

} // namespace firkin::terminal
