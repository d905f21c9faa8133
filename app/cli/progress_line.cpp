// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/progress_line.h"

#include "runtime/base/byte_size.h"
#include "runtime/base/error_text.h"

#include <algorithm>

namespace firkin::cli {

namespace {

std::string_view phaseText(Phase phase)
{
    switch (phase) {
    case Phase::Preparing:
        return "Preparing";
    case Phase::Downloading:
        return "Downloading";
    case Phase::Uploading:
        return "Uploading";
    case Phase::Verifying:
        return "Verifying";
    case Phase::Unpacking:
        return "Unpacking";
    case Phase::BuildingRootfs:
        return "Building the root file system";
    case Phase::StartingMachine:
        return "Starting the machine";
    case Phase::BootingKernel:
        return "Booting";
    case Phase::ConnectingAgent:
        return "Connecting to the agent";
    case Phase::MountingRootfs:
        return "Mounting the root file system";
    case Phase::StartingProcess:
        return "Starting the program";
    case Phase::Stopping:
        return "Stopping";
    case Phase::Copying:
        return "Copying";
    case Phase::Syncing:
        return "Syncing";
    case Phase::Finishing:
        return "Finishing";
    }
    return "Working";
}

constexpr std::size_t barWidth = 24;

} // namespace

std::string progressText(const Progress &progress, std::size_t columns)
{
    std::string text(phaseText(progress.phase));
    if (!progress.item.empty())
        text += " " + escaped(progress.item);
    std::string tail;
    if (progress.total && *progress.total > 0) {
        const auto full = static_cast<std::size_t>(static_cast<double>(barWidth) * static_cast<double>(std::min(progress.done, *progress.total))
                                                   / static_cast<double>(*progress.total));
        tail = "  [" + std::string(full, '=') + (full < barWidth ? ">" : "") + std::string(full < barWidth ? barWidth - full - 1 : 0, ' ') + "]  ";
        tail += toString(ByteSize{progress.done}) + " / " + toString(ByteSize{*progress.total});
    } else if (progress.done > 0) {
        tail = "  " + toString(ByteSize{progress.done});
    }
    if (tail.size() + 12 > columns)
        tail.clear();
    const std::size_t room = columns - tail.size();
    if (text.size() > room) {
        text.resize(std::max<std::size_t>(room, 1) - 1);
        while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0x80U) != 0)
            text.pop_back(); // a cut character
    }
    return text + tail;
}

void ProgressLine::show(const Progress &progress)
{
    using namespace std::chrono_literals;
    const auto now = std::chrono::steady_clock::now();
    if (!m_shown || (m_drawn && progress.phase == m_phase && now - m_last < 100ms))
        return;
    m_last = now;
    m_phase = progress.phase;
    m_drawn = true;
    m_console.printError("\r\x1b[K" + progressText(progress, m_console.size().columns - 1U));
}

void ProgressLine::clear()
{
    if (m_drawn)
        m_console.printError("\r\x1b[K");
    m_drawn = false;
}

} // namespace firkin::cli
