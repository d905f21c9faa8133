#pragma once

#include "runtime/engine/images.h"

#include <QDialog>

class QTreeWidget;

namespace firkin::ui {

class ImagesService;
class ToneLabel;

/// How an image was made, step by step, the newest first; a step's whole command below the list.
class HistoryDialog : public QDialog {
    Q_OBJECT
public:
    HistoryDialog(ImagesService &images, const std::string &reference, QWidget *parent = nullptr);

private:
    void show(const std::vector<engine::ImageStep> &steps);
    QTreeWidget *m_list;
    ToneLabel *m_said;
};

} // namespace firkin::ui
