// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/form_layout.h"

#include "ui/style/metrics.h"

namespace firkin::ui {

namespace {
/// What is higher than a spin box has several lines.
constexpr int highestLine = 36;
constexpr int firstLine = metrics::huge;
} // namespace

FormLayout::FormLayout(QWidget *parent) : QFormLayout(parent)
{
    setContentsMargins(0, 0, 0, 0);
    setHorizontalSpacing(metrics::large);
    setVerticalSpacing(metrics::small);
}

void FormLayout::setGeometry(const QRect &rect)
{
    QFormLayout::setGeometry(rect);
    for (int row = 0; row < rowCount(); ++row) {
        QLayoutItem *label = itemAt(row, LabelRole);
        QLayoutItem *field = itemAt(row, FieldRole);
        if (!label || !field)
            continue;
        // A field with its complaint below: the field.
        if (field->layout() && field->layout()->count() > 0)
            field = field->layout()->itemAt(0);
        const QRect beside = field->geometry();
        QRect place = label->geometry();
        if (place.right() >= beside.left())
            continue; // wrapped: it stands above
        place.setTop(beside.top());
        place.setHeight(beside.height() > highestLine ? firstLine : beside.height());
        label->setGeometry(place);
    }
}

} // namespace firkin::ui
