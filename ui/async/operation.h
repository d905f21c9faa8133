#pragma once

#include "runtime/base/result.h"
#include "ui/async/pools.h"

#include <QFuture>
#include <QObject>
#include <QPointer>
#include <QPromise>

#include <exception>
#include <memory>
#include <type_traits>

namespace firkin::ui {

/// Something that runs on a worker. `stop` is the only way to cancel it (QFuture::cancel on a continuation would leave
/// the worker running). Dropping an Operation neither waits nor cancels.
template <class T>
struct Operation {
    QFuture<Result<T>> future;
    std::stop_source stop{std::nostopstate};

    /// Calls `f(Result<T>)` on `context`'s thread, later; not at all when `context` is gone by then. Once per Operation.
    template <class Context, class F>
    void then(Context *context, F f)
    {
        // Queued once more: a continuation of a future that has finished already runs inside then(), before the caller
        // knows what it was given.
        future.then(context, [context, f = std::move(f)](QFuture<Result<T>> done) mutable {
            if (done.resultCount() > 0)
                QMetaObject::invokeMethod(
                    context, [f = std::move(f), result = done.takeResult()]() mutable { f(std::move(result)); }, Qt::QueuedConnection);
        });
    }

    void cancel() { stop.request_stop(); }
};

namespace detail {

/// The one guard at a worker's top: a stray exception becomes an Internal error.
template <class F>
auto guarded(F &f, std::stop_token stop) -> std::invoke_result_t<F &, std::stop_token>
{
    try {
        if (stop.stop_requested())
            return firkin::fail(cancelled(firkin::Operation::CheckSystem, {}));
        return f(stop);
    } catch (const std::exception &exception) {
        return firkin::fail(firkin::Operation::CheckSystem, {}, Reason::Bug, exception.what());
    } catch (...) {
        return firkin::fail(firkin::Operation::CheckSystem, {}, Reason::Bug);
    }
}

} // namespace detail

/// Runs `f(std::stop_token) -> Result<T>` on a thread of `pool`.
template <class F>
auto runAsync(Pool &pool, F f)
{
    using R = std::invoke_result_t<F &, std::stop_token>;
    using T = typename R::value_type;
    struct Work {
        Pool &pool;
        F f;
        QPromise<R> promise;
        std::stop_source stop;
        Pool::Ticket ticket;
    };
    // Shared, because QThreadPool wants a copyable function.
    auto work = std::make_shared<Work>(pool, std::move(f), QPromise<R>(), std::stop_source(), Pool::Ticket());
    work->ticket = pool.remember(work->stop);
    Operation<T> operation{work->promise.future(), work->stop};
    work->promise.start();
    pool.threads().start([work] {
        R result = detail::guarded(work->f, work->stop.get_token());
        work->pool.forget(work->ticket);
        work->promise.addResult(std::move(result));
        work->promise.finish();
    });
    return operation;
}

/// Ends an object whose destructor may wait (a stream joins its thread) on a worker instead of on this thread.
template <class T>
void destroyOn(Pool &pool, std::unique_ptr<T> object)
{
    if (object)
        pool.threads().start([raw = object.release()] { delete raw; });
}

} // namespace firkin::ui
