// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/spawn.h"

#include "runtime/base/paths.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

namespace firkin::detail {
namespace {

/// What the child needs, laid out before it exists: it shares our memory (CLONE_VM) and must not allocate.
struct ChildPlan {
    const char *program = nullptr;
    char *const *arguments = nullptr;
    char *const *environment = nullptr;
    const char *workingDirectory = nullptr;
    std::vector<std::pair<int, int>> descriptors; ///< {ours, the child's}; ours above all of the child's
    pid_t parent = 0;
    bool newSession = false;
    bool dieWithParent = false;
    bool confined = false;
    int rules = -1; ///< of Landlock, above all of the child's descriptors; -1: none
    volatile int errnoValue = 0; ///< written by the child, read by us once it has gone on or died
};

/// Runs in the child, on a stack of its own, while the thread that spawned it stands still (CLONE_VFORK).
/// Only system calls; what it changes in memory we see.
[[gnu::no_sanitize("address", "undefined", "thread")]] int childMain(void *argument)
{
    auto *plan = static_cast<ChildPlan *>(argument);
    const auto giveUp = [plan] {
        plan->errnoValue = errno;
        ::_exit(127);
    };
    struct sigaction byDefault{};
    byDefault.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; ++number)
        ::sigaction(number, &byDefault, nullptr); // SIGKILL and libc's own refuse, which is fine
    if (plan->dieWithParent) {
        if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
            giveUp();
        if (::getppid() != plan->parent) { // it died before we asked
            errno = ESRCH;
            giveUp();
        }
    }
    if (plan->newSession)
        ::setsid();
    // Nothing of ours leaks, whatever its flags: only the named descriptors go on.
    if (::close_range(3, ~0u, CLOSE_RANGE_CLOEXEC) != 0)
        giveUp();
    for (const auto &[ours, theirs] : plan->descriptors) {
        if (::dup2(ours, theirs) < 0)
            giveUp();
    }
    if (plan->workingDirectory && ::chdir(plan->workingDirectory) != 0)
        giveUp();
    if (plan->confined && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        giveUp();
    if (plan->rules >= 0 && ::syscall(SYS_landlock_restrict_self, plan->rules, 0) != 0)
        giveUp();
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execve(plan->program, plan->arguments, plan->environment);
    giveUp();
    return 127;
}

std::vector<char *> pointersTo(const std::vector<std::string> &strings)
{
    std::vector<char *> pointers;
    pointers.reserve(strings.size() + 1);
    for (const std::string &string : strings)
        pointers.push_back(const_cast<char *>(string.c_str())); // execve changes nothing
    pointers.push_back(nullptr);
    return pointers;
}

/// A bare name is looked for in PATH, as a shell would.
std::string resolve(const std::filesystem::path &program)
{
    if (program.native().contains('/'))
        return program.native();
    return findInPath(program.native()).value_or(program).native();
}

/// Blocks every signal while the child shares our memory: a handler run there would be ours.
class SignalsBlocked {
public:
    SignalsBlocked()
    {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_BLOCK, &all, &m_before);
    }
    SignalsBlocked(const SignalsBlocked &) = delete;
    SignalsBlocked &operator=(const SignalsBlocked &) = delete;
    ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }

private:
    sigset_t m_before{};
};

class Stack {
public:
    static constexpr std::size_t size = std::size_t{128} << 10;
    Stack() : m_base(::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0)) {}
    Stack(const Stack &) = delete;
    Stack &operator=(const Stack &) = delete;
    ~Stack()
    {
        if (*this)
            ::munmap(m_base, size);
    }
    explicit operator bool() const { return m_base != MAP_FAILED; }
    [[nodiscard]] void *top() const { return static_cast<char *>(m_base) + size; }

private:
    void *m_base;
};

} // namespace

Result<Spawned> spawn(const ProcessSpec &spec, int standardInput, int standardOutput, int standardError)
{
    const std::string program = resolve(spec.program);
    const auto bad = [&](int errnoValue, std::string_view call) {
        Error error = systemError(Operation::RunHelper, program, errnoValue, call);
        if (errnoValue == ENOENT && call == "execute")
            error.reason = Reason::HelperMissing;
        return fail(std::move(error));
    };

    std::vector<std::string> argumentStrings{program};
    argumentStrings.insert(argumentStrings.end(), spec.arguments.begin(), spec.arguments.end());
    const auto arguments = pointersTo(argumentStrings);
    const auto environment = pointersTo(spec.environment);

    std::vector<std::pair<int, int>> wanted{{standardInput, 0}, {standardOutput, 1}, {standardError, 2}};
    wanted.insert(wanted.end(), spec.inheritedFds.begin(), spec.inheritedFds.end());
    int highest = 2;
    for (const auto &[ours, theirs] : wanted)
        highest = std::max(highest, theirs);
    const UniqueFd nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
    if (!nothing)
        return bad(errno, "/dev/null");

    ChildPlan plan;
    // Copies above every target number, so that no dup2 in the child overwrites what a later one needs.
    std::vector<UniqueFd> copies;
    for (const auto &[ours, theirs] : wanted) {
        copies.emplace_back(::fcntl(ours < 0 ? nothing.get() : ours, F_DUPFD_CLOEXEC, highest + 1));
        if (!copies.back())
            return bad(errno, "descriptor");
        plan.descriptors.emplace_back(copies.back().get(), theirs);
    }
    plan.program = program.c_str();
    plan.arguments = arguments.data();
    plan.environment = spec.environment.empty() ? ::environ : environment.data();
    plan.workingDirectory = spec.workingDirectory.empty() ? nullptr : spec.workingDirectory.c_str();
    plan.parent = ::getpid();
    plan.newSession = spec.newSession;
    plan.dieWithParent = spec.dieWithParent;
    plan.confined = spec.confinement.has_value();
    UniqueFd rules;
    if (spec.confinement) {
        if (const UniqueFd made = makeLandlockRules(*spec.confinement, program)) {
            rules.reset(::fcntl(made.get(), F_DUPFD_CLOEXEC, highest + 1)); // above the targets, as the copies are
            if (!rules)
                return bad(errno, "descriptor");
        }
    }
    plan.rules = rules ? rules.get() : -1;

    const Stack stack;
    if (!stack)
        return bad(errno, "stack");
    int pidFd = -1;
    pid_t pid = -1;
    {
        const SignalsBlocked blocked;
        pid = ::clone(childMain, stack.top(), CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, &plan, &pidFd);
    }
    if (pid < 0)
        return bad(errno, "clone");
    Spawned spawned{pid, UniqueFd(pidFd)};
    if (plan.errnoValue != 0) {
        while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
        }
        return bad(plan.errnoValue, "execute");
    }
    return spawned;
}

} // namespace firkin::detail
