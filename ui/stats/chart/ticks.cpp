#include "ui/stats/chart/ticks.h"

#include "ui/style/format.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace firkin::ui::chart {

namespace {

constexpr double largest = 1e18;

double sane(double value)
{
    return std::isfinite(value) ? std::clamp(value, 0.0, largest) : (value > 0 ? largest : 0.0);
}

double smallestTop(Unit unit)
{
    switch (unit) {
    case Unit::Share:
        return 0.1;
    case Unit::Bytes:
        return 1024.0 * 1024.0;
    case Unit::BytesPerSecond:
        return 4.0 * 1024.0;
    case Unit::Count:
        return 4;
    }
    return 1;
}

double roundStep(Unit unit, double wanted)
{
    if (unit == Unit::Bytes || unit == Unit::BytesPerSecond)
        return std::max(1.0, std::exp2(std::ceil(std::log2(wanted) - 1e-9)));
    const double decade = std::pow(10.0, std::floor(std::log10(wanted)));
    for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
        if (factor * decade >= wanted * (1 - 1e-9)) {
            const double step = factor * decade;
            return unit == Unit::Count ? std::max(1.0, step) : step;
        }
    }
    return 10.0 * decade;
}

constexpr Milliseconds second = 1000, minute = 60 * second, hour = 60 * minute;
constexpr std::array timeSteps{second,      2 * second,  5 * second,  10 * second, 15 * second, 30 * second,
                               minute,      2 * minute,  5 * minute,  10 * minute, 15 * minute, 30 * minute,
                               hour,        2 * hour,    3 * hour,    6 * hour,    12 * hour,   24 * hour};

} // namespace

QString valueText(Unit unit, double value)
{
    if (!std::isfinite(value))
        return QStringLiteral("–");
    switch (unit) {
    case Unit::Share:
        return formatPercent(value);
    case Unit::Bytes:
        return formatSize(static_cast<std::uint64_t>(sane(value)));
    case Unit::BytesPerSecond:
        return formatRate(sane(value));
    case Unit::Count:
        return formatNumber(static_cast<std::uint64_t>(sane(value)));
    }
    return {};
}

QString tickText(Unit unit, double value)
{
    static constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    const auto shortest = [](double number) { return QLocale().toString(number, 'f', QLocale::FloatingPointShortest); };
    double number = sane(value);
    if (number == 0)
        return QStringLiteral("0");
    switch (unit) {
    case Unit::Share:
        return shortest(std::round(number * 1e4) / 1e2) + QChar::Nbsp + u'%';
    case Unit::Count:
        return shortest(number);
    case Unit::Bytes:
    case Unit::BytesPerSecond:
        break;
    }
    std::size_t scale = 0;
    for (; number >= 1024 && scale + 1 < units.size(); ++scale)
        number /= 1024;
    number = std::round(number * 100) / 100;
    return shortest(number) + QChar::Nbsp + QLatin1StringView(units[scale]) + (unit == Unit::BytesPerSecond ? QStringLiteral("/s") : QString());
}

int ValueTicks::count() const
{
    return static_cast<int>(std::lround(top / step));
}

ValueTicks valueTicks(Unit unit, double maximum, int most)
{
    const double reach = std::max(sane(maximum), smallestTop(unit));
    ValueTicks ticks;
    ticks.step = roundStep(unit, reach / std::max(1, most));
    ticks.top = ticks.step * std::max(1.0, std::ceil(reach / ticks.step - 1e-9));
    return ticks;
}

double steadyMaximum(Unit unit, double shownTop, double maximum)
{
    const double wanted = std::max(sane(maximum), smallestTop(unit));
    if (sane(shownTop) > wanted && wanted > 0.4 * shownTop)
        return shownTop;
    return wanted;
}

std::vector<TimeTick> timeTicks(const Window &window, int most)
{
    std::vector<TimeTick> ticks;
    if (window.span() <= 0 || most <= 0)
        return ticks;
    const auto step = std::ranges::find_if(timeSteps, [&](Milliseconds s) { return window.span() / s <= most; });
    const Milliseconds every = step == timeSteps.end() ? timeSteps.back() * (window.span() / timeSteps.back() / most + 1) : *step;
    // Round in local time: offsets are multiples of a quarter of an hour, and steps above that follow the day.
    const Milliseconds offset = QDateTime::fromMSecsSinceEpoch(window.begin).offsetFromUtc() * second;
    const Milliseconds localBegin = window.begin + offset;
    Milliseconds at = (localBegin + every - 1) / every * every - offset;
    const QString format = every < minute ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm");
    for (; at < window.end; at += every)
        ticks.push_back({at, QLocale().toString(QDateTime::fromMSecsSinceEpoch(at), format)});
    return ticks;
}

} // namespace firkin::ui::chart
