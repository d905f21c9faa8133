// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/copy_conflicts.h"

namespace firkin::ui {

namespace {

constexpr std::size_t maxName = 255;

/// Where the ending begins: what is behind it stays behind a number.
std::size_t endingOf(const std::string &name)
{
    const std::size_t dot = name.rfind('.');
    if (dot == std::string::npos || dot == 0)
        return name.size();
    const std::size_t before = name.rfind('.', dot - 1);
    return before != std::string::npos && before > 0 && name.substr(before, dot - before) == ".tar" ? before : dot;
}

} // namespace

std::vector<std::size_t> conflictsOf(const CopyJob &job, const std::set<std::string> &taken)
{
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < job.items.size(); ++i) {
        if (!job.items[i].skip && taken.contains(job.items[i].name))
            found.push_back(i);
    }
    return found;
}

std::string freeName(const std::string &name, const std::set<std::string> &taken)
{
    const std::size_t ending = endingOf(name);
    for (int number = 2;; ++number) {
        const std::string mark = " (" + std::to_string(number) + ")" + name.substr(ending);
        std::string made = name.substr(0, std::min(ending, maxName - std::min(mark.size(), maxName))) + mark;
        if (!taken.contains(made))
            return made;
    }
}

void answer(CopyJob &job, std::size_t item, ConflictAnswer answer, std::set<std::string> &taken)
{
    CopyItem &one = job.items[item];
    switch (answer) {
    case ConflictAnswer::Overwrite:
        return;
    case ConflictAnswer::KeepBoth:
        one.name = freeName(one.name, taken);
        taken.insert(one.name);
        return;
    case ConflictAnswer::Skip:
        one.skip = true;
        return;
    }
}

} // namespace firkin::ui
