#include "ui/logs/line_text.h"

#include "ui/async/plain_text.h"
#include "ui/style/colors.h"

#include <QPalette>

#include <array>
#include <charconv>

namespace firkin::ui {

namespace {

constexpr int tabWidth = 8;
constexpr std::size_t maxSequence = 64; ///< a longer one is no colour

/// The parameters of one "CSI … m", applied to a style.
class Sgr {
public:
    explicit Sgr(std::string_view parameters) : m_rest(parameters) {}

    void apply(AnsiStyle &style)
    {
        do {
            const int code = next();
            if (code == 0) {
                style = {};
            } else if (code == 1) {
                style.bold = true;
            } else if (code == 2) {
                style.dim = true;
            } else if (code == 4) {
                style.underline = true;
            } else if (code == 7) {
                style.inverse = true;
            } else if (code == 22) {
                style.bold = style.dim = false;
            } else if (code == 24) {
                style.underline = false;
            } else if (code == 27) {
                style.inverse = false;
            } else {
                applyColor(code, style);
            }
        } while (m_more);
    }

private:
    int next()
    {
        const std::size_t end = m_rest.find_first_of(";:");
        const std::string_view word = m_rest.substr(0, end);
        m_more = end != std::string_view::npos;
        m_rest.remove_prefix(m_more ? end + 1 : m_rest.size());
        int value = 0;
        std::from_chars(word.data(), word.data() + word.size(), value);
        return value;
    }
    void applyColor(int code, AnsiStyle &style)
    {
        const auto indexed = [](int index) { return AnsiColor{AnsiColor::Kind::Indexed, static_cast<std::uint32_t>(index)}; };
        if (code >= 30 && code <= 37)
            style.foreground = indexed(code - 30);
        else if (code >= 90 && code <= 97)
            style.foreground = indexed(code - 90 + 8);
        else if (code >= 40 && code <= 47)
            style.background = indexed(code - 40);
        else if (code >= 100 && code <= 107)
            style.background = indexed(code - 100 + 8);
        else if (code == 39)
            style.foreground = {};
        else if (code == 49)
            style.background = {};
        else if (code == 38)
            style.foreground = extended();
        else if (code == 48)
            style.background = extended();
    }
    AnsiColor extended()
    {
        const int kind = m_more ? next() : 0;
        if (kind == 5)
            return {AnsiColor::Kind::Indexed, static_cast<std::uint32_t>(m_more ? next() : 0) & 0xff};
        if (kind != 2)
            return {};
        std::uint32_t rgb = 0;
        for (int i = 0; i < 3; ++i)
            rgb = rgb << 8 | (static_cast<std::uint32_t>(m_more ? next() : 0) & 0xff);
        return {AnsiColor::Kind::Rgb, rgb};
    }

    std::string_view m_rest;
    bool m_more = false;
};

/// Length of "ESC [ parameters final" at the beginning of `bytes`; 0 when it is something else.
std::size_t csiLength(std::string_view bytes, char &final)
{
    if (bytes.size() < 3 || bytes[1] != '[')
        return 0;
    for (std::size_t i = 2; i < bytes.size() && i < maxSequence; ++i) {
        const char c = bytes[i];
        if (c >= 0x40 && c <= 0x7e) {
            final = c;
            return i + 1;
        }
        if (c < 0x20 || c > 0x3f)
            return 0;
    }
    return 0;
}

class Builder {
public:
    void add(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const std::size_t tab = bytes.find('\t');
            if (tab != 0)
                put(displayText(bytes.substr(0, tab)));
            if (tab == std::string_view::npos)
                return;
            put(QString(tabWidth - m_line.text.size() % tabWidth, u' '));
            bytes.remove_prefix(tab + 1);
        }
    }
    AnsiStyle style;
    LineText take() { return std::move(m_line); }

private:
    void put(const QString &text)
    {
        const auto start = static_cast<int>(m_line.text.size());
        const auto length = static_cast<int>(text.size());
        m_line.text += text;
        if (style == AnsiStyle{} || length == 0)
            return;
        if (!m_line.spans.empty()) {
            StyledSpan &last = m_line.spans.back();
            if (last.start + last.length == start && last.style == style) {
                last.length += length;
                return;
            }
        }
        m_line.spans.push_back({start, length, style});
    }
    LineText m_line;
};

// As the terminal's schemes (terminal/schemes), so that a program looks the same in both places.
constexpr std::array<QRgb, 16> darkTable{0xff7d8796, 0xfff07178, 0xff9ece6a, 0xffe6c06c, 0xff7aa2f7, 0xffc792ea, 0xff6fc3df, 0xffc8ccd4,
                                         0xff8a93a3, 0xffff8b92, 0xffb9f27c, 0xffffd98a, 0xff9cbcff, 0xffdba8ff, 0xff8fdcf5, 0xffffffff};
constexpr std::array<QRgb, 16> lightTable{0xff24292f, 0xffc0202b, 0xff1a7f37, 0xff8a6100, 0xff0757c2, 0xff8033b3, 0xff106b78, 0xff6e7781,
                                          0xff57606a, 0xffa40e26, 0xff116329, 0xff633c01, 0xff0550ae, 0xff6639ba, 0xff0b5b68, 0xff57606a};

QColor plainColor(AnsiColor color, bool dark)
{
    if (color.kind == AnsiColor::Kind::Rgb)
        return QColor::fromRgb(color.value | 0xff000000);
    if (color.value < 16)
        return QColor::fromRgb((dark ? darkTable : lightTable)[color.value]);
    if (color.value < 232) {
        const auto level = [](std::uint32_t n) { return n == 0 ? 0 : static_cast<int>(55 + n * 40); };
        const std::uint32_t cube = color.value - 16;
        return QColor(level(cube / 36), level(cube / 6 % 6), level(cube % 6));
    }
    const int grey = static_cast<int>(8 + (color.value - 232) * 10);
    return QColor(grey, grey, grey);
}

} // namespace

LineText toLineText(std::string_view bytes)
{
    Builder builder;
    std::size_t from = 0; // of the text since the last sequence
    std::size_t at = 0;
    while ((at = bytes.find('\x1b', at)) != std::string_view::npos) {
        char final = 0;
        const std::size_t length = csiLength(bytes.substr(at), final);
        if (length == 0 || (final != 'm' && final != 'K')) {
            ++at; // shown as an escape
            continue;
        }
        builder.add(bytes.substr(from, at - from));
        if (final == 'm')
            Sgr(bytes.substr(at + 2, length - 3)).apply(builder.style);
        at += length;
        from = at;
    }
    builder.add(bytes.substr(from));
    return builder.take();
}

std::optional<QColor> ansiForeground(AnsiColor color, const QPalette &palette)
{
    if (color.kind == AnsiColor::Kind::Default)
        return std::nullopt;
    const QColor base = palette.color(QPalette::Base);
    const QColor text = palette.color(QPalette::Text);
    QColor shown = plainColor(color, isDark(palette));
    for (int i = 0; i < 8 && contrast(shown, base) < 3.5; ++i) {
        shown = QColor((shown.red() * 3 + text.red()) / 4, (shown.green() * 3 + text.green()) / 4, (shown.blue() * 3 + text.blue()) / 4);
    }
    return shown;
}

std::optional<QColor> ansiBackground(AnsiColor color, const QPalette &palette)
{
    if (color.kind == AnsiColor::Kind::Default)
        return std::nullopt;
    // A tint: the text over it may have any colour and must stay readable.
    QColor shown = plainColor(color, isDark(palette));
    shown.setAlphaF(0.30F);
    return shown;
}

} // namespace firkin::ui
