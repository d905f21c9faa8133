// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/client/agent_connection.h"
#include "runtime/agent/client/grpc_error.h"

#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>

#include <functional>
#include <optional>

/// Internal: how a call is made, once for all of them.
namespace firkin::agent {

enum class Repeat : std::uint8_t {
    No,
    Yes, ///< doing it twice does what doing it once does
};

struct CallSpec {
    Operation operation;
    std::string_view object;
    Repeat repeat = Repeat::No;
    Deadline deadline;
};

/// Deadline, stop token and the machine's end, brought to one gRPC call.
class CallContext {
public:
    CallContext(const AgentConnection &connection, Deadline deadline, std::stop_token stop);
    CallContext(const CallContext &) = delete;
    CallContext &operator=(const CallContext &) = delete;
    grpc::ClientContext &grpc() { return m_context; }

private:
    struct Cancel {
        grpc::ClientContext *context;
        void operator()() const noexcept { context->TryCancel(); }
    };
    grpc::ClientContext m_context; // the callbacks die first: their destructors wait for one that runs
    std::stop_callback<Cancel> m_byCaller;
    std::stop_callback<Cancel> m_byEnd;
};

/// What a status means for the caller, and whether the call may be made again on a new link.
struct Verdict {
    bool again = false;
    std::optional<Error> error;
};
[[nodiscard]] Verdict judge(AgentConnection &connection, const Link &link, const grpc::Status &status, const CallSpec &spec, const std::stop_token &stop);

template <class Stub, class Request, class Reply>
Status call(AgentConnection &connection,
            grpc::Status (Stub::*method)(grpc::ClientContext *, const Request &, Reply *),
            const Request &request,
            Reply &reply,
            const CallSpec &spec,
            std::stop_token stop)
{
    for (;;) {
        auto link = connection.link(spec.deadline, stop);
        if (!link)
            return fail(spec.operation == Operation::ConnectAgent ? std::move(link).error()
                                                                  : wrap(spec.operation, spec.object, std::move(link).error()));
        CallContext context(connection, spec.deadline, stop);
        const grpc::Status status = ((*link)->template stub<Stub>().*method)(&context.grpc(), request, &reply);
        auto verdict = judge(connection, **link, status, spec, stop);
        if (verdict.again)
            continue;
        if (verdict.error)
            return fail(std::move(*verdict.error));
        return {};
    }
}

/// A reply stream, on the calling thread; `stall` bounds the time between two replies. Not repeated: a part of the replies
/// may have been handed on already. `onReply` returns false to stop early.
template <class Reply>
Status readStream(AgentConnection &connection,
                  const std::function<std::unique_ptr<grpc::ClientAsyncReader<Reply>>(Link &, grpc::ClientContext *, grpc::CompletionQueue *)> &prepare,
                  const CallSpec &spec,
                  std::optional<std::chrono::milliseconds> stall,
                  const std::function<Status(const Reply &)> &onReply,
                  std::stop_token stop)
{
    auto link = connection.link(spec.deadline.sooner(Deadline::after(connection.deadlines().rpc)), stop);
    if (!link)
        return fail(wrap(spec.operation, spec.object, std::move(link).error()));
    grpc::CompletionQueue queue;
    CallContext context(connection, spec.deadline, stop);
    bool stalled = false;
    const auto next = [&] {
        void *tag = nullptr;
        bool ok = false;
        if (stall && !stalled) {
            const auto limit = std::chrono::system_clock::now() + *stall;
            if (queue.AsyncNext(&tag, &ok, limit) != grpc::CompletionQueue::TIMEOUT)
                return ok;
            stalled = true;
            context.grpc().TryCancel();
        }
        queue.Next(&tag, &ok);
        return ok;
    };
    Status outcome;
    grpc::Status status;
    {
        auto reader = prepare(**link, &context.grpc(), &queue);
        reader->StartCall(&queue);
        bool alive = next();
        while (alive) {
            Reply reply;
            reader->Read(&reply, &queue);
            alive = next();
            if (alive && outcome) {
                outcome = onReply(reply);
                if (!outcome)
                    context.grpc().TryCancel();
            }
        }
        reader->Finish(&status, &queue);
        next();
    }
    queue.Shutdown();
    void *tag = nullptr;
    bool ok = false;
    while (queue.Next(&tag, &ok)) { }
    if (!outcome)
        return outcome;
    if (stalled)
        return fail(timedOut(spec.operation, spec.object));
    if (auto verdict = judge(connection, **link, status, {spec.operation, spec.object, Repeat::No, spec.deadline}, stop); verdict.error)
        return fail(std::move(*verdict.error));
    return {};
}

} // namespace firkin::agent
