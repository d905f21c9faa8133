#pragma once

#include "runtime/engine/types.h"
#include "ui/async/operation.h"
#include "ui/stats/sample_charts.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;

namespace firkin::ui {

namespace chart {
class ChartView;
}
class Services;

/// The samples of the last minute that there was. Pure.
[[nodiscard]] std::vector<engine::Sample> lastMinute(const std::vector<engine::Sample> &samples);
/// The last lines of a text that somebody else wrote, made safe to show, control sequences left out; at most `lines`.
[[nodiscard]] QString lastLines(std::string_view bytes, int lines);

/// What was known of a container before it ended: its last minute as charts, the last lines of its output, the messages of
/// its kernel. Read once for each end.
class PostMortem : public QWidget {
    Q_OBJECT
public:
    explicit PostMortem(Services &services, QWidget *parent = nullptr);
    ~PostMortem() override;
    void show(const engine::ContainerView &view);

private:
    QPlainTextEdit *addText(const QString &title);
    void setText(QPlainTextEdit *edit, const QString &text, const QString &none);

    Services &m_services;
    ContainerId m_container;
    engine::WallTime m_end;
    QWidget *m_charts;
    chart::ChartView *m_cpu;
    chart::ChartView *m_memory;
    QPlainTextEdit *m_output;
    QPlainTextEdit *m_kernel;
    std::vector<std::stop_source> m_stops;
    quint64 m_request = 0;
};

} // namespace firkin::ui
