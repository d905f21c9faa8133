#pragma once

#include "runtime/engine/types.h"

#include <QString>

#include <map>
#include <optional>
#include <vector>

namespace firkin::ui {

/// What stands in the New Container dialog, as typed.
struct ContainerForm {
    QString image;
    QString name;
    QString command;
    QString memory;
    QString ports;       ///< "8080:80, 127.0.0.1:53:53/udp"
    QString environment; ///< one K=V a line
    QString workingDirectory;
    QString entrypoint; ///< words; empty: the image's
    QString user;
    QString hostname;
    QString diskSize = QStringLiteral("20 GiB");
    QString stopSignal;
    QString stopGrace; ///< seconds
    QString labels;    ///< one K=V a line
    bool openStdin = false;
    bool removeOnExit = false;
    double cpus = 2;
    bool terminal = false;
    bool network = true;
    QString networkName; ///< a named one; empty: the default
    QString pod; ///< name; empty: a machine of its own
};

enum class FormField : std::uint8_t { Image, Name, Command, Memory, Ports, Environment, WorkingDirectory, Entrypoint, User, Hostname, DiskSize, StopSignal, StopGrace, Labels };

struct ParsedForm {
    engine::ContainerSpec spec;
    std::map<FormField, QString> problems; ///< sentences for the fields that are not right
};

/// Pure: what the form means, and what is wrong with it. What the form does not show stays as it is in `base`.
[[nodiscard]] ParsedForm parseForm(const ContainerForm &form, engine::ContainerSpec base = {});
/// The other way round: `parseForm(formOf(spec), spec)` is `spec` again.
[[nodiscard]] ContainerForm formOf(const engine::ContainerSpec &spec);
/// Words as a shell would split them, quotes and backslashes included; nothing when a quote is open.
[[nodiscard]] std::optional<std::vector<std::string>> splitWords(const QString &text);
/// "8080:80", "127.0.0.1:8080:80/tcp", "80" (any free port here).
[[nodiscard]] std::optional<engine::PortMapping> parsePort(QStringView text);

} // namespace firkin::ui
