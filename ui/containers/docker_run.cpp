#include "ui/containers/docker_run.h"

#include "runtime/base/byte_size.h"
#include "runtime/engine/restart_policy.h"
#include "ui/async/plain_text.h"
#include "ui/containers/container_form.h"

#include <QCoreApplication>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

struct Run {
    Q_DECLARE_TR_FUNCTIONS(DockerRun)
};

using engine::ContainerSpec;
using Words = std::vector<std::string>;

/// More than a person writes.
constexpr qsizetype longestCommand = 64 * 1024;

enum class Fit : std::uint8_t { Taken, Unreadable, NoCounterpart };
/// Takes a value into the specification.
using Take = Fit (*)(ContainerSpec &spec, const std::string &value);

constexpr Fit readable(bool is)
{
    return is ? Fit::Taken : Fit::Unreadable;
}

struct Option {
    const char *name; ///< without dashes
    char letter;      ///< 0: none
    bool value;
    Take take; ///< null: known, but without a counterpart
};

std::optional<double> number(const std::string &text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && std::isfinite(value) && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

Fit takeEnvironment(ContainerSpec &spec, const std::string &value)
{
    if (value.empty() || value.starts_with('='))
        return Fit::Unreadable;
    // NAME alone takes its value from the shell there; here there is none to take it from.
    spec.environment.push_back(value.contains('=') ? value : value + "=");
    return Fit::Taken;
}

Fit takePort(ContainerSpec &spec, const std::string &value)
{
    auto port = parsePort(QString::fromStdString(value));
    if (port)
        spec.ports.push_back(*port);
    return readable(port.has_value());
}

Fit takeCpus(ContainerSpec &spec, const std::string &value)
{
    const auto cpus = number(value);
    if (!cpus || *cpus <= 0 || *cpus > 4096)
        return Fit::Unreadable;
    spec.cpus = *cpus;
    return Fit::Taken;
}

Fit takeMemory(ContainerSpec &spec, const std::string &value)
{
    const auto size = parseByteSize(value);
    if (size)
        spec.memory = *size;
    return readable(size.has_value());
}

Fit takeNetwork(ContainerSpec &spec, const std::string &value)
{
    spec.network = value != "none";
    return Fit::Taken;
}

Fit takeEntrypoint(ContainerSpec &spec, const std::string &value)
{
    spec.entrypoint = value.empty() ? Words{} : Words{value};
    return Fit::Taken;
}

Fit takeStopTimeout(ContainerSpec &spec, const std::string &value)
{
    const auto seconds = number(value);
    if (!seconds || *seconds < 0 || *seconds > 1e6)
        return Fit::Unreadable;
    spec.stopGrace = std::chrono::milliseconds(static_cast<std::int64_t>(*seconds * 1000));
    return Fit::Taken;
}

Fit takeLabel(ContainerSpec &spec, const std::string &value)
{
    const auto equals = value.find('=');
    if (value.empty() || equals == 0)
        return Fit::Unreadable;
    spec.labels[value.substr(0, equals)] = equals == std::string::npos ? std::string() : value.substr(equals + 1);
    return Fit::Taken;
}

std::vector<std::string> cut(const std::string &text, char at)
{
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == at)
            parts.emplace_back();
        else
            parts.back() += c;
    }
    return parts;
}

/// PLACE, SOURCE:PLACE, SOURCE:PLACE:ro,…
Fit takeVolume(ContainerSpec &spec, const std::string &value)
{
    const auto parts = cut(value, ':');
    if (parts.size() > 3 || parts.front().empty())
        return Fit::Unreadable;
    engine::MountSpec mount;
    if (parts.size() == 1) {
        mount.kind = engine::MountKind::Volume;
        mount.anonymous = true;
    } else {
        mount.source = parts.front();
        mount.kind = mount.source.starts_with('/') ? engine::MountKind::Bind : engine::MountKind::Volume;
        // Relative to a folder, or to a variable, that only the shell there knows.
        if (mount.source.starts_with('.') || mount.source.starts_with('~') || mount.source.contains('$'))
            return Fit::NoCounterpart;
    }
    mount.destination = parts[parts.size() == 1 ? 0 : 1];
    if (!mount.destination.starts_with('/'))
        return Fit::Unreadable;
    if (parts.size() == 3)
        for (const auto &option : cut(parts[2], ',')) {
            mount.readOnly = mount.readOnly || option == "ro" || option == "readonly";
            mount.noCopy = mount.noCopy || option == "nocopy";
        }
    spec.mounts.push_back(std::move(mount));
    return Fit::Taken;
}

Fit takeTmpfs(ContainerSpec &spec, const std::string &value)
{
    const auto colon = value.find(':');
    engine::MountSpec mount;
    mount.kind = engine::MountKind::Tmpfs;
    mount.destination = value.substr(0, colon);
    if (!mount.destination.starts_with('/'))
        return Fit::Unreadable;
    if (colon != std::string::npos)
        for (const auto &option : cut(value.substr(colon + 1), ',')) {
            if (!option.starts_with("size=")) {
                mount.options.push_back(option);
                continue;
            }
            const auto size = parseByteSize(option.substr(5));
            if (!size)
                return Fit::Unreadable;
            mount.size = *size;
        }
    spec.mounts.push_back(std::move(mount));
    return Fit::Taken;
}

template <std::vector<std::string> ContainerSpec::*list>
Fit takeInto(ContainerSpec &spec, const std::string &value)
{
    if (value.empty())
        return Fit::Unreadable;
    (spec.*list).push_back(value);
    return Fit::Taken;
}

template <bool ContainerSpec::*flag>
Fit takeFlag(ContainerSpec &spec, const std::string &)
{
    spec.*flag = true;
    return Fit::Taken;
}

Fit takeSysctl(ContainerSpec &spec, const std::string &value)
{
    const auto equals = value.find('=');
    if (equals == 0 || equals == std::string::npos)
        return Fit::Unreadable;
    spec.sysctls[value.substr(0, equals)] = value.substr(equals + 1);
    return Fit::Taken;
}

Fit takeUlimit(ContainerSpec &spec, const std::string &value)
{
    const auto equals = value.find('=');
    if (equals == 0 || equals == std::string::npos)
        return Fit::Unreadable;
    const auto limits = cut(value.substr(equals + 1), ':');
    std::vector<std::uint64_t> numbers;
    for (const auto &text : limits) {
        std::uint64_t limit = engine::UlimitSpec::unlimited;
        if (text != "-1" && text != "unlimited") {
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
            if (error != std::errc() || end != text.data() + text.size())
                return Fit::Unreadable;
        }
        numbers.push_back(limit);
    }
    if (numbers.size() > 2)
        return Fit::Unreadable;
    spec.ulimits.push_back({value.substr(0, equals), numbers.front(), numbers.back()});
    return Fit::Taken;
}

Fit takeHost(ContainerSpec &spec, const std::string &value)
{
    const auto colon = value.find_first_of(":=");
    if (colon == 0 || colon == std::string::npos || colon + 1 == value.size())
        return Fit::Unreadable;
    if (value.substr(colon + 1) == "host-gateway")
        return Fit::NoCounterpart;
    spec.extraHosts.push_back({value.substr(0, colon), value.substr(colon + 1)});
    return Fit::Taken;
}

Fit takeSecurity(ContainerSpec &spec, const std::string &value)
{
    if (value == "no-new-privileges" || value == "no-new-privileges:true" || value == "no-new-privileges=true")
        spec.noNewPrivileges = true;
    else if (value == "seccomp=unconfined" || value == "seccomp:unconfined")
        spec.seccomp = "unconfined";
    else
        return Fit::NoCounterpart;
    return Fit::Taken;
}

Fit takeShmSize(ContainerSpec &spec, const std::string &value)
{
    const auto size = parseByteSize(value);
    if (!size)
        return Fit::Unreadable;
    spec.shmSize = *size;
    return Fit::Taken;
}

Fit takePidsLimit(ContainerSpec &spec, const std::string &value)
{
    const auto limit = number(value);
    if (!limit || *limit < -1 || *limit > 1e9 || *limit != std::floor(*limit))
        return Fit::Unreadable;
    spec.pidsLimit = static_cast<std::int64_t>(*limit);
    return Fit::Taken;
}

Fit takeRestart(ContainerSpec &spec, const std::string &value)
{
    const auto policy = engine::parseRestartPolicy(value);
    if (policy)
        spec.restart = *policy;
    return readable(policy.has_value());
}

Fit takeHealthCommand(ContainerSpec &spec, const std::string &value)
{
    if (value.empty())
        return Fit::Unreadable;
    spec.healthCheck = engine::HealthCheck{.command = {"/bin/sh", "-c", value}};
    return Fit::Taken;
}

/// One line an option: what Docker knows and, where there is one, its counterpart.
constexpr Option options[] = {
    {"name", 0, true, [](ContainerSpec &s, const std::string &v) { s.name = v; return Fit::Taken; }},
    {"env", 'e', true, takeEnvironment},
    {"publish", 'p', true, takePort},
    {"cpus", 0, true, takeCpus},
    {"memory", 'm', true, takeMemory},
    {"network", 0, true, takeNetwork},
    {"net", 0, true, takeNetwork},
    {"entrypoint", 0, true, takeEntrypoint},
    {"workdir", 'w', true, [](ContainerSpec &s, const std::string &v) { s.workingDirectory = v; return Fit::Taken; }},
    {"user", 'u', true, [](ContainerSpec &s, const std::string &v) { s.user = v; return Fit::Taken; }},
    {"hostname", 'h', true, [](ContainerSpec &s, const std::string &v) { s.hostname = v; return Fit::Taken; }},
    {"label", 'l', true, takeLabel},
    {"restart", 0, true, takeRestart},
    {"health-cmd", 0, true, takeHealthCommand},
    {"no-healthcheck", 0, false, [](ContainerSpec &s, const std::string &) { s.healthCheck = engine::HealthCheck{}; return Fit::Taken; }},
    {"stop-signal", 0, true, [](ContainerSpec &s, const std::string &v) { s.stopSignal = v; return Fit::Taken; }},
    {"stop-timeout", 0, true, takeStopTimeout},
    {"tty", 't', false, [](ContainerSpec &s, const std::string &) { s.terminal = true; return Fit::Taken; }},
    {"interactive", 'i', false, [](ContainerSpec &s, const std::string &) { s.openStdin = true; return Fit::Taken; }},
    {"rm", 0, false, [](ContainerSpec &s, const std::string &) { s.removeOnExit = true; return Fit::Taken; }},
    {"detach", 'd', false, [](ContainerSpec &, const std::string &) { return Fit::Taken; }},
    {"sig-proxy", 0, false, [](ContainerSpec &, const std::string &) { return Fit::Taken; }},
    {"quiet", 'q', false, [](ContainerSpec &, const std::string &) { return Fit::Taken; }},
    {"pull", 0, true, [](ContainerSpec &, const std::string &) { return Fit::Taken; }},
    {"attach", 'a', true, [](ContainerSpec &, const std::string &) { return Fit::Taken; }},
    {"volume", 'v', true, takeVolume},
    {"tmpfs", 0, true, takeTmpfs},
    {"add-host", 0, true, takeHost},
    {"dns", 0, true, takeInto<&ContainerSpec::dns>},
    {"dns-search", 0, true, takeInto<&ContainerSpec::dnsSearch>},
    {"dns-option", 0, true, takeInto<&ContainerSpec::dnsOptions>},
    {"cap-add", 0, true, takeInto<&ContainerSpec::capAdd>},
    {"cap-drop", 0, true, takeInto<&ContainerSpec::capDrop>},
    {"group-add", 0, true, takeInto<&ContainerSpec::groupAdd>},
    {"ulimit", 0, true, takeUlimit},
    {"sysctl", 0, true, takeSysctl},
    {"shm-size", 0, true, takeShmSize},
    {"pids-limit", 0, true, takePidsLimit},
    {"security-opt", 0, true, takeSecurity},
    {"privileged", 0, false, takeFlag<&ContainerSpec::privileged>},
    {"read-only", 0, false, takeFlag<&ContainerSpec::readOnlyRootfs>},
    {"init", 0, false, takeFlag<&ContainerSpec::init>},
    // Known, so that their value is not taken for the image.
    {"mount", 0, true, nullptr},          {"volumes-from", 0, true, nullptr},
    {"device", 0, true, nullptr},
    {"gpus", 0, true, nullptr},           {"env-file", 0, true, nullptr},       {"label-file", 0, true, nullptr},     {"link", 0, true, nullptr},           {"expose", 0, true, nullptr},
    {"log-driver", 0, true, nullptr},     {"log-opt", 0, true, nullptr},        {"platform", 0, true, nullptr},       {"runtime", 0, true, nullptr},
    {"memory-swap", 0, true, nullptr},    {"memory-reservation", 0, true, nullptr}, {"cpu-shares", 'c', true, nullptr},
    {"cpuset-cpus", 0, true, nullptr},    {"pid", 0, true, nullptr},            {"ipc", 0, true, nullptr},            {"uts", 0, true, nullptr},
    {"userns", 0, true, nullptr},         {"cgroupns", 0, true, nullptr},       {"cgroup-parent", 0, true, nullptr},  {"ip", 0, true, nullptr},             {"mac-address", 0, true, nullptr},    {"network-alias", 0, true, nullptr},  {"health-interval", 0, true, nullptr}, {"health-retries", 0, true, nullptr}, {"health-timeout", 0, true, nullptr},
    {"storage-opt", 0, true, nullptr},    {"isolation", 0, true, nullptr},      {"domainname", 0, true, nullptr},     {"cidfile", 0, true, nullptr},
    {"blkio-weight", 0, true, nullptr},   {"cpu-quota", 0, true, nullptr},      {"cpu-period", 0, true, nullptr},     {"volume-driver", 0, true, nullptr},
    {"annotation", 0, true, nullptr},     {"detach-keys", 0, true, nullptr},    {"oom-score-adj", 0, true, nullptr},  {"health-start-period", 0, true, nullptr},
    {"publish-all", 'P', false, nullptr},
    {"oom-kill-disable", 0, false, nullptr}, {"disable-content-trust", 0, false, nullptr},
};

const Option *byName(std::string_view name)
{
    const auto *it = std::ranges::find(options, name, [](const Option &option) { return std::string_view(option.name); });
    return it == std::end(options) ? nullptr : it;
}

const Option *byLetter(char letter)
{
    const auto *it = std::ranges::find(options, letter, &Option::letter);
    return letter == 0 || it == std::end(options) ? nullptr : it;
}

/// Continued lines joined, comments and a prompt away.
QString cleaned(const QString &text)
{
    QString all;
    for (const QString &line : QString(text).replace(u"\r\n"_s, u"\n"_s).split(u'\n')) {
        QString trimmed = line.trimmed();
        if (trimmed.startsWith(u'#') && !trimmed.startsWith("# docker"_L1))
            continue;
        if (trimmed.endsWith(u'\\'))
            trimmed.chop(1);
        all += trimmed + u' ';
    }
    all = all.trimmed();
    while (all.startsWith("$ "_L1) || all.startsWith("# "_L1) || all.startsWith("> "_L1))
        all = all.mid(2).trimmed();
    return all;
}

bool isFalse(const std::string &value)
{
    return value == "false" || value == "0" || value == "False";
}

class Reader {
public:
    Reader(std::span<const std::string> words) : m_words(words) {}

    std::expected<DockerRun, QString> read()
    {
        while (m_at < m_words.size() && m_words[m_at].starts_with('-') && m_words[m_at] != "-") {
            const std::string word = m_words[m_at++];
            if (word == "--")
                break;
            if (auto problem = word.starts_with("--") ? readLong(word.substr(2)) : readLetters(word); !problem.isEmpty())
                return std::unexpected(problem);
        }
        if (m_at == m_words.size())
            return std::unexpected(Run::tr("The command names no image."));
        m_run.spec.image = m_words[m_at++];
        m_run.spec.command.assign(m_words.begin() + static_cast<std::ptrdiff_t>(m_at), m_words.end());
        // A program's own arguments do not stop at shell syntax: what comes after is for the shell.
        return m_run;
    }

private:
    QString readLong(const std::string &word)
    {
        const auto equals = word.find('=');
        const std::string name = word.substr(0, equals);
        const Option *option = byName(name);
        if (!option) {
            m_run.ignored << shown("--" + word);
            return {};
        }
        if (!option->value) {
            // --init=false is as if it were not there.
            if (equals == std::string::npos || !isFalse(word.substr(equals + 1)))
                return apply(*option, "--" + word, {});
            return {};
        }
        if (equals != std::string::npos)
            return apply(*option, "--" + name, word.substr(equals + 1));
        return applyNext(*option, "--" + name);
    }
    QString readLetters(const std::string &word)
    {
        for (std::size_t i = 1; i < word.size(); ++i) {
            const Option *option = byLetter(word[i]);
            const std::string name = std::string("-") + word[i];
            if (!option)
                return Run::tr("“%1” is not an option of docker run.").arg(shown(word));
            if (!option->value) {
                if (const QString problem = apply(*option, name, {}); !problem.isEmpty())
                    return problem;
                continue;
            }
            // The rest of the word is its value: -p8080:80, -e=A.
            std::string rest = word.substr(i + 1);
            if (rest.starts_with('='))
                rest.erase(0, 1);
            return rest.empty() && i + 1 == word.size() ? applyNext(*option, name) : apply(*option, name, rest);
        }
        return {};
    }
    QString applyNext(const Option &option, const std::string &name)
    {
        if (m_at == m_words.size())
            return Run::tr("“%1” has no value.").arg(shown(name));
        return apply(option, name, m_words[m_at++]);
    }
    QString apply(const Option &option, const std::string &name, const std::string &value)
    {
        const Fit fit = option.take ? option.take(m_run.spec, value) : Fit::NoCounterpart;
        if (fit == Fit::NoCounterpart)
            m_run.ignored << shown(value.empty() ? name : name + " " + value);
        return fit == Fit::Unreadable ? Run::tr("“%1” cannot be read.").arg(shown(name + " " + value)) : QString();
    }
    static QString shown(const std::string &word) { return displayText(word.size() > 80 ? word.substr(0, 79) + "…" : word); }

    std::span<const std::string> m_words;
    std::size_t m_at = 0;
    DockerRun m_run;
};

bool isProgram(const std::string &word)
{
    const std::string name = word.substr(word.find_last_of('/') + 1);
    return name == "docker" || name == "podman" || name == "nerdctl" || name == "fk" || name == "docker.exe";
}

/// Where the options begin, and whether it is `create`; nothing: not such a command.
std::optional<std::pair<std::size_t, bool>> afterVerb(const Words &words)
{
    std::size_t at = 0;
    // sudo -E, env A=B, time …: up to a program that we know, not far.
    while (at < words.size() && at < 6 && !isProgram(words[at]))
        ++at;
    if (at >= words.size() || at >= 6)
        return std::nullopt;
    ++at;
    if (at < words.size() && words[at] == "container")
        ++at;
    if (at >= words.size() || (words[at] != "run" && words[at] != "create"))
        return std::nullopt;
    return std::pair(at + 1, words[at] == "create");
}

} // namespace

bool looksLikeDockerRun(const QString &text)
{
    if (text.size() > longestCommand)
        return false;
    const QString start = cleaned(text).left(400);
    auto words = splitWords(start);
    if (!words)
        words = splitWords(QString(start).remove(u'"').remove(u'\''));
    return words && afterVerb(*words).has_value();
}

std::expected<DockerRun, QString> parseDockerRun(const QString &text)
{
    if (text.size() > longestCommand)
        return std::unexpected(Run::tr("The command is too long."));
    const auto words = splitWords(cleaned(text));
    if (!words)
        return std::unexpected(Run::tr("A quote is not closed."));
    const auto verb = afterVerb(*words);
    if (!verb)
        return std::unexpected(Run::tr("That is not a docker run command."));
    auto run = Reader(std::span(*words).subspan(verb->first)).read();
    if (run)
        run->start = !verb->second;
    return run;
}

} // namespace firkin::ui
