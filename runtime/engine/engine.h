#pragma once

#include "runtime/engine/containers.h"
#include "runtime/engine/files.h"
#include "runtime/engine/images.h"
#include "runtime/engine/logs.h"
#include "runtime/engine/pods.h"
#include "runtime/engine/networks.h"
#include "runtime/engine/ports.h"
#include "runtime/engine/registries.h"
#include "runtime/engine/sessions.h"
#include "runtime/engine/snapshots.h"
#include "runtime/engine/statistics.h"
#include "runtime/engine/volumes.h"

#include <filesystem>
#include <memory>

namespace firkin::engine {

/// One line of the self-check.
struct CheckResult {
    enum class Verdict : std::uint8_t { Fine, Note, Failed };
    std::string name; ///< "kvm", "qemu", "vsock echo" …
    Verdict verdict = Verdict::Fine;
    std::string found; ///< version, path, figure
    std::optional<Error> problem;
};

/// What the window and fk drive: one noun, one interface. Owns nothing that runs: supervisors do.
/// The product's engine and the tests' fake pass the same contract tests (tests/contract).
class Engine {
public:
    virtual ~Engine() = default;
    virtual Containers &containers() = 0;
    virtual Pods &pods() = 0;
    virtual Sessions &sessions() = 0;
    virtual Processes &processes() = 0;
    virtual Logs &logs() = 0;
    virtual Statistics &statistics() = 0;
    virtual Files &files() = 0;
    virtual Images &images() = 0;
    virtual Networks &networks() = 0;
    virtual Ports &ports() = 0;
    virtual Volumes &volumes() = 0;
    virtual Registries &registries() = 0;
    virtual Snapshots &snapshots() = 0;
    /// Tries each helper; `onResult` on the calling thread as each is known.
    virtual Status check(const std::function<void(const CheckResult &)> &onResult, std::stop_token stop) = 0;
};

/// The engine on this user's store (runtime/base/paths.h), or on `store` if given.
Result<std::unique_ptr<Engine>> openEngine(const std::filesystem::path &store = {});

} // namespace firkin::engine
