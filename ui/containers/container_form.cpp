#include "ui/containers/container_form.h"

#include <QCoreApplication>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

struct Form {
    Q_DECLARE_TR_FUNCTIONS(ContainerForm)
};

std::optional<std::uint16_t> portNumber(QStringView text, bool zeroAllowed)
{
    bool ok = false;
    const uint number = text.toUInt(&ok);
    if (!ok || number > 65535 || (number == 0 && !zeroAllowed))
        return std::nullopt;
    return static_cast<std::uint16_t>(number);
}

/// As splitWords reads it back.
QString quotedWord(const std::string &word)
{
    const QString text = QString::fromStdString(word);
    const auto plain = [](QChar c) { return c.isLetterOrNumber() || QStringView(u"_-./:=,@%+~").contains(c); };
    if (!text.isEmpty() && std::ranges::all_of(text, plain))
        return text;
    return u'\'' + QString(text).replace(u"'"_s, u"'\\''"_s) + u'\'';
}

/// Without loss: "512 MiB", "1000 B".
QString exactSize(ByteSize size)
{
    for (const auto &[shift, unit] : {std::pair(30, u"GiB"_s), {20, u"MiB"_s}, {10, u"KiB"_s}})
        if (size.bytes > 0 && size.bytes % (std::uint64_t{1} << shift) == 0)
            return u"%1 %2"_s.arg(size.bytes >> shift).arg(unit);
    return u"%1 B"_s.arg(size.bytes);
}

QString portWord(const engine::PortMapping &port)
{
    QString text = QString::number(port.containerPort);
    const bool here = port.hostAddress == engine::PortMapping().hostAddress;
    if (port.hostPort != 0 || !here)
        text = u"%1:%2"_s.arg(port.hostPort).arg(text);
    if (!here)
        text = QString::fromStdString(port.hostAddress) + u':' + text;
    return port.transport == engine::Transport::Udp ? text + "/udp"_L1 : text;
}

} // namespace

std::optional<std::vector<std::string>> splitWords(const QString &text)
{
    std::vector<std::string> words;
    QString word;
    bool inWord = false;
    QChar quote;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (quote == u'\'') {
            if (c == u'\'')
                quote = QChar();
            else
                word += c;
        } else if (c == u'\\' && i + 1 < text.size() && (quote.isNull() || u"\"\\$`"_s.contains(text[i + 1]))) {
            word += text[++i];
            inWord = true;
        } else if (quote == u'"') {
            if (c == u'"')
                quote = QChar();
            else
                word += c;
        } else if (c == u'\'' || c == u'"') {
            quote = c;
            inWord = true;
        } else if (c.isSpace()) {
            if (inWord)
                words.push_back(word.toStdString());
            word.clear();
            inWord = false;
        } else {
            word += c;
            inWord = true;
        }
    }
    if (!quote.isNull())
        return std::nullopt;
    if (inWord)
        words.push_back(word.toStdString());
    return words;
}

std::optional<engine::PortMapping> parsePort(QStringView text)
{
    engine::PortMapping port;
    text = text.trimmed();
    if (text.endsWith("/udp"_L1)) {
        port.transport = engine::Transport::Udp;
        text = text.chopped(4);
    } else if (text.endsWith("/tcp"_L1)) {
        text = text.chopped(4);
    }
    const qsizetype last = text.lastIndexOf(u':');
    const auto inside = portNumber(last < 0 ? text : text.mid(last + 1), false);
    if (!inside)
        return std::nullopt;
    port.containerPort = *inside;
    if (last < 0)
        return port;
    const QStringView left = text.first(last);
    const qsizetype colon = left.lastIndexOf(u':');
    const auto outside = portNumber(colon < 0 ? left : left.mid(colon + 1), true);
    if (!outside)
        return std::nullopt;
    port.hostPort = *outside;
    if (colon >= 0) {
        const QStringView host = left.first(colon);
        if (host.isEmpty() || host.contains(u' '))
            return std::nullopt;
        port.hostAddress = host.toString().toStdString();
    }
    return port;
}

ParsedForm parseForm(const ContainerForm &form, engine::ContainerSpec base)
{
    ParsedForm parsed{.spec = std::move(base), .problems = {}};
    auto &spec = parsed.spec;
    auto &problems = parsed.problems;

    spec.image = form.image.trimmed().toStdString();
    if (spec.image.empty())
        problems[FormField::Image] = Form::tr("Choose an image, or type its name.");
    else if (form.image.trimmed().contains(u' '))
        problems[FormField::Image] = Form::tr("An image name has no spaces.");

    spec.name = form.name.trimmed().toStdString();
    if (!spec.name.empty() && !isValidId(spec.name))
        problems[FormField::Name] = Form::tr("A name has 1 to 64 letters, digits, “_”, “.” or “-”.");

    if (auto words = splitWords(form.command))
        spec.command = std::move(*words);
    else
        problems[FormField::Command] = Form::tr("A quote is not closed.");

    spec.cpus = form.cpus;
    if (const auto memory = parseByteSize(form.memory.simplified().remove(u' ').toStdString()); !memory)
        problems[FormField::Memory] = Form::tr("Write a size such as 512M or 2G.");
    else if (*memory < ByteSize::ofMiB(16))
        problems[FormField::Memory] = Form::tr("At least 16 MiB are needed.");
    else
        spec.memory = *memory;

    if (const auto disk = parseByteSize(form.diskSize.simplified().remove(u' ').toStdString()); !disk)
        problems[FormField::DiskSize] = Form::tr("Write a size such as 10G.");
    else if (*disk < ByteSize::ofMiB(64))
        problems[FormField::DiskSize] = Form::tr("At least 64 MiB are needed.");
    else
        spec.diskSize = *disk;

    spec.entrypoint.reset();
    if (auto words = splitWords(form.entrypoint); !words)
        problems[FormField::Entrypoint] = Form::tr("A quote is not closed.");
    else if (*words == std::vector<std::string>{""})
        spec.entrypoint.emplace(); // "": none, not even the image's
    else if (!words->empty())
        spec.entrypoint = std::move(*words);

    spec.user = form.user.trimmed().toStdString();
    if (form.user.trimmed().contains(u' '))
        problems[FormField::User] = Form::tr("Write a name or a number, or both kinds as user:group.");
    spec.hostname = form.hostname.trimmed().toStdString();
    if (!spec.hostname.empty() && !std::ranges::all_of(spec.hostname, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.'; }))
        problems[FormField::Hostname] = Form::tr("A host name has letters, digits, “-” and “.”.");

    spec.stopSignal.reset();
    if (const QString signal = form.stopSignal.trimmed(); !signal.isEmpty())
        spec.stopSignal = signal.toStdString();
    spec.stopGrace.reset();
    if (const QString seconds = form.stopGrace.trimmed(); !seconds.isEmpty()) {
        bool ok = false;
        const double value = seconds.toDouble(&ok);
        if (!ok || !(value >= 0) || value > 1e6)
            problems[FormField::StopGrace] = Form::tr("Write a number of seconds.");
        else
            spec.stopGrace = std::chrono::milliseconds(static_cast<std::int64_t>(std::llround(value * 1000)));
    }

    std::erase_if(spec.labels, [](const auto &label) { return !label.second.contains('\n'); });
    for (const QString &line : form.labels.split(u'\n', Qt::SkipEmptyParts)) {
        const QString trimmed = line.trimmed();
        const qsizetype equals = trimmed.indexOf(u'=');
        if (trimmed.isEmpty())
            continue;
        if (equals == 0)
            problems[FormField::Labels] = Form::tr("“%1” is not written as NAME=VALUE.").arg(trimmed);
        else
            spec.labels[trimmed.left(equals).toStdString()] = equals < 0 ? std::string() : trimmed.mid(equals + 1).toStdString();
    }

    spec.ports.clear();
    QString list = form.ports;
    list.replace(u',', u' ').replace(u'\n', u' ');
    for (const QString &item : list.split(u' ', Qt::SkipEmptyParts)) {
        if (const auto port = parsePort(item))
            spec.ports.push_back(*port);
        else
            problems[FormField::Ports] = Form::tr("“%1” is not a port such as 8080:80 or 53:53/udp.").arg(item);
    }

    // A value of several lines does not fit a list of lines; it stays as it is.
    std::erase_if(spec.environment, [](const std::string &line) { return !line.contains('\n'); });
    for (const QString &line : form.environment.split(u'\n', Qt::SkipEmptyParts)) {
        const QString trimmed = line.trimmed();
        if (trimmed.isEmpty())
            continue;
        if (trimmed.indexOf(u'=') <= 0)
            problems[FormField::Environment] = Form::tr("“%1” is not written as NAME=VALUE.").arg(trimmed);
        else
            spec.environment.push_back(trimmed.toStdString());
    }

    spec.workingDirectory = form.workingDirectory.trimmed().toStdString();
    if (!spec.workingDirectory.empty() && !spec.workingDirectory.starts_with('/'))
        problems[FormField::WorkingDirectory] = Form::tr("A working folder begins with “/”.");

    spec.terminal = form.terminal;
    spec.openStdin = form.openStdin || form.terminal;
    spec.removeOnExit = form.removeOnExit;
    spec.network = form.network;
    if (form.network && !form.networkName.isEmpty())
        spec.networks = {{form.networkName.toStdString(), {}, {}}};
    spec.pod = form.pod.toStdString();
    if (!spec.pod.empty()) {
        // These are the pod's.
        spec.network = true;
        spec.networks.clear();
        spec.ports.clear();
        problems.erase(FormField::Ports);
    }
    return parsed;
}

ContainerForm formOf(const engine::ContainerSpec &spec)
{
    const auto words = [](const std::vector<std::string> &list) {
        QStringList quoted;
        for (const auto &word : list)
            quoted << quotedWord(word);
        return quoted.join(u' ');
    };
    ContainerForm form;
    form.image = QString::fromStdString(spec.image);
    form.name = QString::fromStdString(spec.name);
    form.command = words(spec.command);
    form.entrypoint = !spec.entrypoint ? QString() : spec.entrypoint->empty() ? u"\"\""_s : words(*spec.entrypoint);
    form.memory = exactSize(spec.memory);
    form.diskSize = exactSize(spec.diskSize);
    QStringList ports;
    for (const auto &port : spec.ports)
        ports << portWord(port);
    form.ports = ports.join(u", "_s);
    QStringList lines;
    for (const auto &line : spec.environment)
        if (!line.contains('\n'))
            lines << QString::fromStdString(line);
    form.environment = lines.join(u'\n');
    lines.clear();
    for (const auto &[key, value] : spec.labels)
        if (!value.contains('\n'))
            lines << QString::fromStdString(value.empty() ? key : key + "=" + value);
    form.labels = lines.join(u'\n');
    form.workingDirectory = QString::fromStdString(spec.workingDirectory);
    form.user = QString::fromStdString(spec.user);
    form.hostname = QString::fromStdString(spec.hostname);
    form.stopSignal = QString::fromStdString(spec.stopSignal.value_or(std::string()));
    form.stopGrace = spec.stopGrace ? QString::number(static_cast<double>(spec.stopGrace->count()) / 1000) : QString();
    form.cpus = spec.cpus;
    form.terminal = spec.terminal;
    form.openStdin = spec.openStdin;
    form.removeOnExit = spec.removeOnExit;
    form.network = spec.network;
    form.pod = QString::fromStdString(spec.pod);
    return form;
}

} // namespace firkin::ui
