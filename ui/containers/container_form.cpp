#include "ui/containers/container_form.h"

#include <QCoreApplication>

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

ParsedForm parseForm(const ContainerForm &form)
{
    ParsedForm parsed;
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

    QString list = form.ports;
    list.replace(u',', u' ').replace(u'\n', u' ');
    for (const QString &item : list.split(u' ', Qt::SkipEmptyParts)) {
        if (const auto port = parsePort(item))
            spec.ports.push_back(*port);
        else
            problems[FormField::Ports] = Form::tr("“%1” is not a port such as 8080:80 or 53:53/udp.").arg(item);
    }

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
    spec.openStdin = form.terminal;
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

} // namespace firkin::ui
