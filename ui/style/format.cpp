#include "ui/style/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <array>
#include <cmath>

namespace firkin::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

struct Format {
    Q_DECLARE_TR_FUNCTIONS(Format)
};

/// Three significant digits, but whole bytes.
QString scaled(double value, QStringView suffix)
{
    static constexpr std::array units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    std::size_t unit = 0;
    while (value >= 999.5 && unit + 1 < units.size()) {
        value /= 1024;
        ++unit;
    }
    const int decimals = unit == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    return QLocale().toString(value, 'f', decimals) + QChar::Nbsp + QLatin1StringView(units[unit]) + suffix.toString();
}

QDateTime toQt(engine::WallTime time)
{
    return QDateTime::fromMSecsSinceEpoch(duration_cast<milliseconds>(time.time_since_epoch()).count());
}

} // namespace

QString formatSize(std::uint64_t bytes)
{
    return scaled(static_cast<double>(bytes), {});
}

QString formatRate(double bytesPerSecond)
{
    if (!(bytesPerSecond >= 0.5))
        return u"0"_s + QChar::Nbsp + u"B/s"_s;
    return scaled(bytesPerSecond, u"/s");
}

QString formatPercent(double share)
{
    const double percent = std::isfinite(share) ? std::max(0.0, share * 100) : 0;
    return QLocale().toString(percent, 'f', percent < 9.95 && percent > 0 ? 1 : 0) + QChar::Nbsp + u'%';
}

QString formatNumber(std::uint64_t number)
{
    return QLocale().toString(static_cast<qulonglong>(number));
}

QString formatDuration(milliseconds duration)
{
    const auto s = std::max<std::int64_t>(0, duration_cast<seconds>(duration).count());
    const QLocale locale;
    const auto number = [&locale](std::int64_t n) { return locale.toString(static_cast<qlonglong>(n)); };
    if (s < 60)
        return Format::tr("%1 s").arg(number(s));
    if (s < 3600)
        return s < 600 && s % 60 != 0 ? Format::tr("%1 min %2 s").arg(number(s / 60), number(s % 60))
                                       : Format::tr("%1 min").arg(number(s / 60));
    if (s < 86400)
        return s / 60 % 60 != 0 ? Format::tr("%1 h %2 min").arg(number(s / 3600), number(s / 60 % 60))
                                 : Format::tr("%1 h").arg(number(s / 3600));
    return s / 3600 % 24 != 0 ? Format::tr("%1 d %2 h").arg(number(s / 86400), number(s / 3600 % 24))
                               : Format::tr("%1 d").arg(number(s / 86400));
}

QString formatShortDuration(microseconds duration)
{
    const double ms = static_cast<double>(duration.count()) / 1000;
    const QLocale locale;
    if (ms < 1000)
        return Format::tr("%1 ms").arg(locale.toString(ms, 'f', ms < 10 ? 1 : 0));
    return Format::tr("%1 s").arg(locale.toString(ms / 1000, 'f', ms < 10'000 ? 2 : 1));
}

QString formatDateTime(engine::WallTime time)
{
    return QLocale().toString(toQt(time), QLocale::ShortFormat);
}

QString formatTime(engine::WallTime time)
{
    return toQt(time).toString(u"HH:mm:ss"_s);
}

QString formatAge(engine::WallTime since, engine::WallTime now)
{
    const auto age = duration_cast<seconds>(now - since);
    if (age < seconds(10))
        return Format::tr("just now");
    if (age < minutes(1))
        return Format::tr("%1 s ago").arg(age.count());
    if (age < hours(1))
        return Format::tr("%1 min ago").arg(age.count() / 60);
    if (age < hours(48))
        return Format::tr("%1 h ago").arg(age.count() / 3600);
    if (age < days(60))
        return Format::tr("%n days ago", nullptr, static_cast<int>(age.count() / 86400));
    return formatDateTime(since);
}

QString formatPort(const engine::PortMapping &port)
{
    const QString host = port.hostAddress == "0.0.0.0" || port.hostAddress.empty() ? u"*"_s : QString::fromStdString(port.hostAddress);
    return u"%1:%2 → %3%4"_s.arg(host).arg(port.hostPort).arg(port.containerPort).arg(port.transport == engine::Transport::Udp ? u"/udp" : u"");
}

QString formatPorts(const std::vector<engine::PortMapping> &ports)
{
    QStringList parts;
    for (const auto &port : ports)
        parts << u"%1→%2%3"_s.arg(port.hostPort).arg(port.containerPort).arg(port.transport == engine::Transport::Udp ? u"/udp" : u"");
    return parts.join(u", "_s);
}

} // namespace firkin::ui
