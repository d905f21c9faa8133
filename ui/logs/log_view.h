#pragma once

#include "ui/logs/line_search.h"
#include "ui/logs/line_spool.h"

#include <QAbstractScrollArea>
#include <QTextLayout>

#include <map>

namespace firkin::ui {

/// Shows spooled lines: lays out and paints the visible ones only, whatever their number. Follows the end until the
/// person scrolls up, and never moves what is being read. Own selection; text is shown as safe text with its colours.
class LogView : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit LogView(Pool &pool, QWidget *parent = nullptr);
    ~LogView() override;

    void setSpool(std::shared_ptr<LineSpool> spool);
    /// The spool has grown, shrunk at its front, or changed its tail.
    void refresh();
    void setTimestamps(bool shown);
    void setWrap(bool wrap);
    void setFollow(bool follow);
    [[nodiscard]] bool isFollowing() const { return m_follow; }

    void setSearch(const LineMatcher &matcher);
    /// Only matching lines are shown, while there is a search.
    void setFilter(bool filter);
    /// With the filter: so many lines around each match stay visible.
    void setContext(int lines);
    void goToMatch(int direction); ///< +1: next, -1: previous
    [[nodiscard]] const LineSearch &search() const { return m_search; }
    /// 1 … of `search().matches()`; 0: none is current.
    [[nodiscard]] std::size_t currentMatch() const;

    void selectAll();
    void copy();
    [[nodiscard]] bool hasSelection() const;
    /// As it would be copied; for short selections and tests.
    [[nodiscard]] QString selectedText() const;
    void zoom(int step);

    [[nodiscard]] std::uint64_t topLine() const { return m_top.line; }
    [[nodiscard]] std::uint64_t rowCount() const;

Q_SIGNALS:
    void followChanged(bool follow);
    void searchChanged();
    void selectionChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    struct Laid {
        LogLine line;
        QTextLayout layout;
        int rows = 1;
        double width = 0;
        bool laid = false;
    };
    /// A place in the text; lines by their number for ever.
    struct Place {
        std::uint64_t line = 0;
        int column = 0;
        friend auto operator<=>(const Place &, const Place &) = default;
    };
    struct Top {
        std::uint64_t line = 0;
        int row = 0; ///< of a wrapped line
        friend auto operator<=>(const Top &, const Top &) = default;
    };

    // Rows are what is shown: every line, or the matching ones.
    [[nodiscard]] bool filtered() const { return m_filter && m_search.isActive(); }
    [[nodiscard]] std::uint64_t lineAt(std::uint64_t row) const;
    [[nodiscard]] std::uint64_t rowOf(std::uint64_t line) const;

    Laid *laid(std::uint64_t line) const;
    void fetch(std::uint64_t row, int count) const;
    void layOut(Laid &line) const;
    void forgetLayouts();
    [[nodiscard]] int rowHeight() const { return m_rowHeight; }
    [[nodiscard]] int visibleRows() const;
    [[nodiscard]] int gutter() const;
    [[nodiscard]] Top bottomTop() const;
    [[nodiscard]] bool fitsUnwrapped() const { return !m_wrap; }
    void scrollRows(int rows);
    void setTop(Top top);
    void userScrolled();
    void updateBars();
    void applyFollow(bool follow);
    [[nodiscard]] Place placeAt(const QPoint &position) const;
    void setSelection(Place anchor, Place cursor);
    void paintLine(QPainter &painter, std::uint64_t number, Laid &line, int y) const;
    void paintMarks(QPainter &painter) const;
    [[nodiscard]] QList<QTextLayout::FormatRange> overlays(std::uint64_t number, const Laid &line) const;
    void scrollToLine(std::uint64_t line);
    void updateFont();

    Pool &m_pool;
    std::shared_ptr<LineSpool> m_spool;
    LineSpool::Range m_range;
    LineSearch m_search;
    mutable std::map<std::uint64_t, std::unique_ptr<Laid>> m_cache;
    mutable double m_widest = 0;
    QFont m_font;
    int m_rowHeight = 16;
    int m_charWidth = 8;
    Top m_top;
    std::optional<Place> m_anchor;
    Place m_cursor;
    std::optional<std::uint64_t> m_current; ///< line of the current match
    bool m_timestamps = false;
    bool m_wrap = false;
    bool m_filter = false;
    bool m_follow = true;
    bool m_selecting = false;
    bool m_updatingBars = false;
    int m_dragTimer = 0;
    int m_wheelRest = 0;
};

} // namespace firkin::ui
