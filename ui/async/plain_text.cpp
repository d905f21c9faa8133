#include "ui/async/plain_text.h"

#include <QList>
#include <QStringDecoder>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

bool changesDirection(char32_t c)
{
    return c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

bool isInvisible(char32_t c)
{
    return c == 0x2028 || c == 0x2029 || c == 0xFEFF || (c >= 0x200B && c <= 0x200D) || (c >= 0xE0000 && c <= 0xE007F);
}

void appendEscaped(QString &out, char32_t c)
{
    switch (c) {
    case '\n': out += "\\n"_L1; return;
    case '\r': out += "\\r"_L1; return;
    case '\t': out += "\\t"_L1; return;
    default: break;
    }
    if (c < 0x100)
        out += u"\\x%1"_s.arg(static_cast<uint>(c), 2, 16, QLatin1Char('0'));
    else
        out += u"\\u%1"_s.arg(static_cast<uint>(c), 4, 16, QLatin1Char('0'));
}

void append(QString &out, char32_t c)
{
    if (c < 0x20 || (c >= 0x7f && c < 0xa0) || changesDirection(c) || isInvisible(c))
        appendEscaped(out, c);
    else
        out += QChar::fromUcs4(c);
}

} // namespace

QString displayText(QStringView text)
{
    QString out;
    out.reserve(text.size());
    for (const char32_t c : text.toUcs4())
        append(out, c);
    return out;
}

QString displayText(std::string_view bytes)
{
    // Decoded piece by piece: a byte that is no UTF-8 is shown as itself, not as a replacement that hides which it was.
    QString out;
    out.reserve(static_cast<qsizetype>(bytes.size()));
    std::size_t at = 0;
    while (at < bytes.size()) {
        const auto lead = static_cast<unsigned char>(bytes[at]);
        const std::size_t length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
        bool decoded = false;
        if (length != 0 && at + length <= bytes.size()) {
            QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
            const QString piece = decoder(QByteArrayView(bytes.data() + at, static_cast<qsizetype>(length)));
            if (!decoder.hasError() && piece.toUcs4().size() == 1) {
                append(out, piece.toUcs4().front());
                at += length;
                decoded = true;
            }
        }
        if (!decoded)
            appendEscaped(out, static_cast<unsigned char>(bytes[at++]));
    }
    return out;
}

QString toolTipText(QStringView text)
{
    return u"<p style='white-space:pre-wrap'>%1</p>"_s.arg(text.toString().toHtmlEscaped());
}

} // namespace firkin::ui
