#pragma once

#include "ui/async/mailbox.h"
#include "ui/async/operation.h"
#include "ui/logs/line_matcher.h"
#include "ui/logs/line_spool.h"

#include <QObject>
#include <QString>

namespace firkin::ui {

/// Finds the lines that hold a text, on a worker, in pieces; goes on with new lines by `extend`. Knows line numbers only.
class LineSearch : public QObject {
    Q_OBJECT
public:
    LineSearch(Pool &pool, QObject *parent);
    ~LineSearch() override;

    /// An empty text finds nothing. Starts over.
    void start(std::shared_ptr<LineSpool> spool, const LineMatcher &matcher);
    void stop();
    /// The spool has grown.
    void extend();

    [[nodiscard]] const LineMatcher &matcher() const { return m_matcher; }
    [[nodiscard]] bool isActive() const { return !m_matcher.isEmpty() && m_matcher.problem().isEmpty(); }
    [[nodiscard]] bool isBusy() const { return m_busy; }
    /// Ascending; lines that the spool has dropped are taken out.
    [[nodiscard]] const std::vector<std::uint64_t> &matches() const { return m_matches; }
    /// So many lines before and after each match belong to it.
    void setContext(std::uint64_t lines);
    [[nodiscard]] std::uint64_t context() const { return m_context; }
    /// The matches with their context.
    [[nodiscard]] const std::vector<std::uint64_t> &shown() const { return m_context == 0 ? m_matches : m_shown; }

Q_SIGNALS:
    void changed();

private:
    void searchOn();
    void addContext();

    Pool &m_pool;
    std::shared_ptr<LineSpool> m_spool;
    LineMatcher m_matcher;
    std::uint64_t m_context = 0;
    std::vector<std::uint64_t> m_shown;
    std::vector<std::uint64_t> m_matches;
    std::uint64_t m_searched = 0; ///< up to this line
    bool m_busy = false;
    quint64 m_generation = 0;
    std::stop_source m_stop{std::nostopstate};
};

} // namespace firkin::ui
