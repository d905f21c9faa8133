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
    double cpus = 2;
    bool terminal = false;
    bool network = true;
    QString networkName; ///< a named one; empty: the default
    QString pod; ///< name; empty: a machine of its own
};

enum class FormField : std::uint8_t { Image, Name, Command, Memory, Ports, Environment, WorkingDirectory };

struct ParsedForm {
    engine::ContainerSpec spec;
    std::map<FormField, QString> problems; ///< sentences for the fields that are not right
};

/// Pure: what the form means, and what is wrong with it.
[[nodiscard]] ParsedForm parseForm(const ContainerForm &form);
/// Words as a shell would split them, quotes and backslashes included; nothing when a quote is open.
[[nodiscard]] std::optional<std::vector<std::string>> splitWords(const QString &text);
/// "8080:80", "127.0.0.1:8080:80/tcp", "80" (any free port here).
[[nodiscard]] std::optional<engine::PortMapping> parsePort(QStringView text);

} // namespace firkin::ui
