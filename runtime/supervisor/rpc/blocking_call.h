// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <functional>
#include <grpcpp/grpcpp.h>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

/// gRPC's callback interface with blocking bodies: each call has a thread of its own, and a stop token that fires when
/// its client cancels or goes away (the plain blocking interface only lets one ask).
namespace firkin::supervisor {

/// Counts the threads of calls, so that a server can wait for all of them.
class CallThreads {
public:
    ~CallThreads() { waitForAll(); }
    void run(std::function<void()> body)
    {
        {
            const std::lock_guard lock(m_mutex);
            ++m_running;
        }
        std::thread([this, body = std::move(body)] {
            body();
            const std::lock_guard lock(m_mutex);
            --m_running;
            m_changed.notify_all();
        }).detach();
    }
    void waitForAll()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_running == 0; });
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    int m_running = 0;
};

/// A stop source that outlives the reactor whose OnCancel fires it.
struct CallStop {
    std::shared_ptr<std::stop_source> source = std::make_shared<std::stop_source>();
};

/// A unary call: `body` fills the response.
class UnaryCall final : public grpc::ServerUnaryReactor {
public:
    using Body = std::function<grpc::Status(std::stop_token)>;
    static UnaryCall *start(CallThreads &threads, Body body)
    {
        auto *call = new UnaryCall; // deletes itself when it is done
        threads.run([call, source = call->m_stop.source, body = std::move(body)] { call->Finish(body(source->get_token())); });
        return call;
    }

private:
    UnaryCall() = default;
    void OnCancel() override { m_stop.source->request_stop(); }
    void OnDone() override { delete this; }
    CallStop m_stop;
};

/// The writing half of a streaming call. Any thread may write; one write at a time is under way.
template <class Reactor, class Response>
class WritingCall : public Reactor {
public:
    /// Blocks until the message is on its way; false when the client is gone.
    bool write(const Response &response)
    {
        std::unique_lock lock(m_writeMutex);
        m_writeChanged.wait(lock, [this] { return !m_writing; });
        if (m_broken)
            return false;
        m_writing = true;
        lock.unlock();
        this->StartWrite(&response);
        lock.lock();
        m_writeChanged.wait(lock, [this] { return !m_writing; });
        return !m_broken;
    }

protected:
    void OnWriteDone(bool ok) override
    {
        const std::lock_guard lock(m_writeMutex);
        m_writing = false;
        m_broken |= !ok;
        m_writeChanged.notify_all();
    }
    void OnCancel() override { m_stop.source->request_stop(); }
    void OnDone() override { delete this; }
    CallStop m_stop;

private:
    std::mutex m_writeMutex;
    std::condition_variable m_writeChanged;
    bool m_writing = false;
    bool m_broken = false;
};

/// One request, many responses.
template <class Response>
class ServerStreamCall final : public WritingCall<grpc::ServerWriteReactor<Response>, Response> {
public:
    using Body = std::function<grpc::Status(ServerStreamCall &, std::stop_token)>;
    static ServerStreamCall *start(CallThreads &threads, Body body)
    {
        auto *call = new ServerStreamCall;
        threads.run([call, source = call->m_stop.source, body = std::move(body)] {
            call->Finish(body(*call, source->get_token()));
        });
        return call;
    }
};

/// Many requests, many responses. One thread reads.
template <class Request, class Response>
class BidiCall final : public WritingCall<grpc::ServerBidiReactor<Request, Response>, Response> {
public:
    using Body = std::function<grpc::Status(BidiCall &, std::stop_token)>;
    static BidiCall *start(CallThreads &threads, Body body)
    {
        auto *call = new BidiCall;
        threads.run([call, source = call->m_stop.source, body = std::move(body)] {
            grpc::Status status = body(*call, source->get_token());
            call->Finish(status);
        });
        return call;
    }

    /// Blocks for the next request; false at the client's end of requests, when it is gone, or after endReading().
    bool read(Request &request)
    {
        std::unique_lock lock(m_readMutex);
        if (!m_reading && !m_readEnded) {
            m_reading = true;
            lock.unlock();
            this->StartRead(&m_request);
            lock.lock();
        }
        m_readChanged.wait(lock, [this] { return m_haveRequest || m_readEnded || m_stoppedReading; });
        if (m_stoppedReading || !m_haveRequest)
            return false;
        m_haveRequest = false;
        request.Swap(&m_request);
        return true;
    }
    /// Lets a blocked read() return false: for the end of a call whose client still holds its side open.
    void endReading()
    {
        const std::lock_guard lock(m_readMutex);
        m_stoppedReading = true;
        m_readChanged.notify_all();
    }

private:
    void OnReadDone(bool ok) override
    {
        const std::lock_guard lock(m_readMutex);
        m_reading = false;
        m_haveRequest = ok;
        m_readEnded |= !ok;
        m_readChanged.notify_all();
    }

    std::mutex m_readMutex;
    std::condition_variable m_readChanged;
    Request m_request;
    bool m_reading = false;
    bool m_haveRequest = false;
    bool m_readEnded = false;
    bool m_stoppedReading = false;
};

} // namespace firkin::supervisor
