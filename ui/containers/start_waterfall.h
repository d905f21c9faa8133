#pragma once

#include "runtime/engine/types.h"

#include <QWidget>

namespace firkin::ui {

/// Where a start spent its time: one bar for each phase, laid end to end.
class StartWaterfall : public QWidget {
    Q_OBJECT
public:
    explicit StartWaterfall(QWidget *parent = nullptr);
    void setPhases(std::vector<engine::StartPhase> phases);
    [[nodiscard]] std::chrono::microseconds total() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    /// "kernel" → "Kernel"; unknown keys are shown as they are.
    [[nodiscard]] static QString phaseName(const std::string &key);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<engine::StartPhase> m_phases;
};

} // namespace firkin::ui
