// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/manual.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace firkin::cli {

namespace {

/// For roff: "-" is a hyphen and "\" an escape there, and a line that begins with "." or "'" is a request.
std::string plain(std::string_view text)
{
    std::string out;
    bool lineBegins = true;
    for (const char c : text) {
        if (lineBegins && (c == '.' || c == '\''))
            out += "\\&";
        lineBegins = c == '\n';
        if (c == '-' || c == '\\')
            out += c == '-' ? "\\-" : "\\e";
        else
            out += c;
    }
    return out;
}

std::string bold(std::string_view text) { return "\\fB" + plain(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + plain(text) + "\\fR"; }

std::string upper(std::string text)
{
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

bool isHidden(const CLI::App &app) { return app.get_group().empty(); }

std::string heading(const std::string &title, const std::string &what)
{
    return ".TH " + plain(upper(title)) + " 1 \"\" \"Firkin " FIRKIN_VERSION "\" \"User Commands\"\n.SH NAME\n" + plain(title) + " \\- " + plain(what) + "\n";
}

std::string synopsis(const CLI::App &app, const std::string &path)
{
    if (const std::string usage = app.get_usage(); !usage.empty())
        return plain(usage);
    std::string text = bold(path);
    const auto options = app.get_options();
    if (std::ranges::any_of(options, [](const CLI::Option *each) { return each->nonpositional(); }))
        text += " [" + italic("OPTIONS") + "]";
    if (!app.get_subcommands(nullptr).empty())
        text += " " + italic("COMMAND");
    for (const CLI::Option *each : options) {
        if (!each->get_positional())
            continue;
        std::string name = upper(each->get_name(true));
        const bool list = each->get_items_expected_max() > 1;
        if (list && name.ends_with('S'))
            name.pop_back();
        text += each->get_required() ? " " + italic(name) : " [" + italic(name) + "]";
        if (list)
            text += "…";
    }
    return text;
}

/// "-t, --time SECONDS" and what it does.
std::string optionText(const CLI::Option &option)
{
    std::string names;
    for (const std::string &name : option.get_snames())
        names += (names.empty() ? "" : ", ") + bold("-" + name);
    for (const std::string &name : option.get_lnames())
        names += (names.empty() ? "" : ", ") + bold("--" + name);
    if (!option.nonpositional()) {
        names = italic(upper(option.get_name(true)));
    } else if (option.get_items_expected_max() > 0) {
        std::string type = option.get_type_name();
        if (const std::size_t brace = type.find(":{"); brace != std::string::npos) { // values that are allowed
            type = type.substr(brace + 2, type.find('}', brace) - brace - 2);
            std::ranges::replace(type, ',', '|');
        }
        names += " " + italic(type.empty() || type == "TEXT" ? "VALUE" : type);
    }
    return ".TP\n" + names + "\n" + plain(option.get_description()) + "\n";
}

std::string options(const CLI::App &app)
{
    std::string text;
    for (const CLI::Option *each : app.get_options()) {
        if (!each->get_group().empty())
            text += optionText(*each);
    }
    return text;
}

/// Footers are set as they are: examples keep their lines.
std::string footer(const CLI::App &app)
{
    const std::string text = app.get_footer();
    return text.empty() ? "" : ".SH NOTES\n.nf\n" + plain(text) + "\n.fi\n";
}

std::string verbPage(const CLI::App &verb)
{
    const std::string path = "fk " + verb.get_name();
    std::string text = heading("fk-" + verb.get_name(), verb.get_description());
    text += ".SH SYNOPSIS\n" + synopsis(verb, path) + "\n.SH DESCRIPTION\n" + plain(verb.get_description()) + ".\n";
    if (const std::string own = options(verb); !own.empty())
        text += ".SH OPTIONS\n" + own;
    bool first = true;
    for (const CLI::App *each : verb.get_subcommands(nullptr)) {
        if (isHidden(*each))
            continue;
        if (std::exchange(first, false))
            text += ".SH COMMANDS\n";
        text += ".SS \"" + plain(path + " " + each->get_name()) + "\"\n" + synopsis(*each, path + " " + each->get_name()) + "\n.PP\n";
        text += plain(each->get_description()) + ".\n" + options(*each);
        if (const std::string notes = each->get_footer(); !notes.empty())
            text += ".PP\n.nf\n" + plain(notes) + "\n.fi\n";
    }
    return text + footer(verb) + ".SH SEE ALSO\n.BR fk (1)\n";
}

std::string mainPage(const CLI::App &root)
{
    std::string text = heading("fk", "containers, each in a small virtual machine of its own");
    text += ".SH SYNOPSIS\n" + bold("fk") + " " + italic("COMMAND") + " [" + italic("OPTIONS") + "] …\n.SH DESCRIPTION\n"
            + bold("fk")
            + " makes, runs and looks after Linux containers, each of which has a small virtual machine of its own. It needs no root\n"
              "and no daemon, and shows the same containers as the window\n.BR firkin (1).\n.SH COMMANDS\n";
    std::string see;
    for (const CLI::App *each : root.get_subcommands(nullptr)) {
        if (isHidden(*each))
            continue;
        text += ".TP\n" + bold(each->get_name()) + "\n" + plain(each->get_description()) + ".\n";
        see += (see.empty() ? "" : ",\n") + std::string(".BR fk\\-") + plain(each->get_name()) + " (1)";
    }
    text += ".SH OPTIONS\n" + options(root);
    text += ".SH EXIT STATUS\n"
            "0 when all went well; 125 when fk failed or was asked for something that it does not know; 126 when a command cannot\n"
            "be run and 127 when there is none; else that of the command in the container. Verbs that run no command end with 1\n"
            "when they fail.\n"
            ".SH ENVIRONMENT\n"
            ".TP\n.B FIRKIN_STORE\nWhere containers, images and volumes are kept; else below\n.B XDG_DATA_HOME.\n"
            ".TP\n.B FIRKIN_ACCELERATOR\n"
            "\"kvm\" or \"tcg\", where the choice shall not be fk's own.\n"
            ".SH FILES\n"
            ".TP\n.I ~/.local/share/firkin\nThe store.\n"
            ".TP\n.I ~/.config/firkin\nSettings that fk and the window share.\n"
            ".SH SEE ALSO\n";
    return text + see + "\n";
}

} // namespace

std::vector<ManualPage> manual(const CLI::App &root)
{
    std::vector<ManualPage> pages{{"fk.1", mainPage(root)}};
    for (const CLI::App *each : root.get_subcommands(nullptr)) {
        if (!isHidden(*each))
            pages.push_back({"fk-" + each->get_name() + ".1", verbPage(*each)});
    }
    return pages;
}

} // namespace firkin::cli
