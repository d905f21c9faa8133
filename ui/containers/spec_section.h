#pragma once

#include "runtime/engine/types.h"

#include <QWidget>

#include <functional>
#include <vector>

namespace firkin::ui {

class Services;

/// One page of the New Container dialog beside its own: fields for a part of the specification.
class SpecSection : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;
    ~SpecSection() override;
    /// Shows what a specification says.
    virtual void fill(const engine::ContainerSpec &spec) = 0;
    /// Writes its part. A sentence when a field is not right; the section shows at the field which.
    [[nodiscard]] virtual QString read(engine::ContainerSpec &spec) const = 0;

Q_SIGNALS:
    void changed();
};

struct SpecSectionEntry {
    QString title;
    std::function<SpecSection *(Services &services)> make;
};

/// All of them, in their order on the screen. One line each.
[[nodiscard]] std::vector<SpecSectionEntry> specSections();

} // namespace firkin::ui
