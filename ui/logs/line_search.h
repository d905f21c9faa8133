#pragma once

#include "ui/async/mailbox.h"
#include "ui/async/operation.h"
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
    void start(std::shared_ptr<LineSpool> spool, const QString &text, Qt::CaseSensitivity sensitivity);
    void stop();
    /// The spool has grown.
    void extend();

    [[nodiscard]] const QString &text() const { return m_text; }
    [[nodiscard]] Qt::CaseSensitivity sensitivity() const { return m_sensitivity; }
    [[nodiscard]] bool isActive() const { return !m_text.isEmpty(); }
    [[nodiscard]] bool isBusy() const { return m_busy; }
    /// Ascending; lines that the spool has dropped are taken out.
    [[nodiscard]] const std::vector<std::uint64_t> &matches() const { return m_matches; }

Q_SIGNALS:
    void changed();

private:
    void searchOn();

    Pool &m_pool;
    std::shared_ptr<LineSpool> m_spool;
    QString m_text;
    Qt::CaseSensitivity m_sensitivity = Qt::CaseInsensitive;
    std::vector<std::uint64_t> m_matches;
    std::uint64_t m_searched = 0; ///< up to this line
    bool m_busy = false;
    quint64 m_generation = 0;
    std::stop_source m_stop{std::nostopstate};
};

} // namespace firkin::ui
