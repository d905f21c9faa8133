// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// smoke_main SECONDS CORPUS-FOLDER…: the driver for compilers without libFuzzer. Each file of the corpus as it is, cut
// short, and changed at random; the seed is fixed, so that a failure comes again. What failed is left in a file.
#include "tests/fuzz/fuzz_target.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

using Input = std::vector<std::uint8_t>;

/// The input under way, for the handler.
const Input *current = nullptr;

void leaveInput(int signal)
{
    const int file = ::open("fuzz-failure.bin", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file >= 0 && current) {
        [[maybe_unused]] const ssize_t written = ::write(file, current->data(), current->size());
        ::close(file);
        static constexpr std::string_view said = "an input failed: it is in fuzz-failure.bin\n";
        [[maybe_unused]] const ssize_t told = ::write(STDERR_FILENO, said.data(), said.size());
    }
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

void tryOne(const Input &input)
{
    // A copy of exactly its size: the sanitizer then sees a read behind its end.
    const Input exact(input.begin(), input.end());
    current = &exact;
    ::alarm(10);
    static_cast<void>(LLVMFuzzerTestOneInput(exact.data(), exact.size()));
    current = nullptr;
}

class Mutator {
public:
    explicit Mutator(const std::vector<Input> &corpus) : m_corpus(corpus) {}

    Input next()
    {
        Input input = m_corpus[below(m_corpus.size())];
        for (std::size_t changes = 1 + below(6); changes > 0; --changes)
            change(input);
        if (input.size() > longest)
            input.resize(longest);
        return input;
    }

private:
    static constexpr std::size_t longest = 64 * 1024;

    std::size_t below(std::size_t limit) { return limit == 0 ? 0 : std::uniform_int_distribution<std::size_t>(0, limit - 1)(m_random); }

    void change(Input &input)
    {
        static constexpr std::array<std::uint8_t, 12> telling{0, 1, 0x7f, 0x80, 0xff, '"', '{', '[', '\\', '/', '.', '\n'};
        const auto at = static_cast<std::ptrdiff_t>(below(input.size()));
        switch (input.empty() ? 2 : below(6)) {
        case 0: // a bit
            input[static_cast<std::size_t>(at)] ^= static_cast<std::uint8_t>(1U << below(8));
            break;
        case 1: // a byte that tends to mean something
            input[static_cast<std::size_t>(at)] = telling[below(telling.size())];
            break;
        case 2: // more of one
            input.insert(input.begin() + at, 1 + below(64), telling[below(telling.size())]);
            break;
        case 3: // less
            input.erase(input.begin() + at, input.begin() + std::min<std::ptrdiff_t>(at + 1 + static_cast<std::ptrdiff_t>(below(64)), std::ssize(input)));
            break;
        case 4: { // a piece of another
            const Input &other = m_corpus[below(m_corpus.size())];
            const auto from = static_cast<std::ptrdiff_t>(below(other.size()));
            const auto length = std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(below(256)), std::ssize(other) - from);
            input.insert(input.begin() + at, other.begin() + from, other.begin() + from + length);
            break;
        }
        default: // a number
            for (std::size_t i = static_cast<std::size_t>(at); i < std::min(input.size(), static_cast<std::size_t>(at) + 8); ++i)
                input[i] = static_cast<std::uint8_t>(m_random());
        }
    }

    const std::vector<Input> &m_corpus;
    std::mt19937 m_random{20261124};
};

std::vector<Input> readCorpus(int count, char **folders)
{
    std::vector<std::filesystem::path> files;
    for (int i = 0; i < count; ++i) {
        for (const auto &file : std::filesystem::directory_iterator(folders[i]))
            files.push_back(file.path());
    }
    std::ranges::sort(files); // the same order everywhere
    std::vector<Input> corpus;
    for (const auto &path : files) {
        std::ifstream file(path, std::ios::binary);
        corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return corpus;
}

} // namespace

int main(int count, char **arguments)
{
    if (count < 3) {
        std::fprintf(stderr, "Usage: %s SECONDS CORPUS-FOLDER...\n", arguments[0]);
        return 2;
    }
    for (const int signal : {SIGABRT, SIGSEGV, SIGALRM, SIGFPE})
        std::signal(signal, leaveInput);
    const std::vector<Input> corpus = readCorpus(count - 2, arguments + 2);
    if (corpus.empty()) {
        std::fprintf(stderr, "The corpus is empty.\n");
        return 2;
    }
    std::size_t tried = 0;
    for (const Input &input : corpus) {
        tryOne(input);
        const std::size_t step = std::max<std::size_t>(1, input.size() / 512);
        for (std::size_t length = 0; length < input.size(); length += step, ++tried)
            tryOne(Input(input.begin(), input.begin() + static_cast<std::ptrdiff_t>(length)));
    }
    Mutator mutator(corpus);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(std::max(1, std::atoi(arguments[1])));
    for (; std::chrono::steady_clock::now() < end; ++tried)
        tryOne(mutator.next());
    std::printf("%zu inputs\n", tried);
    return 0;
}
