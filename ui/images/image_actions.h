#pragma once

#include <QObject>

#include <string>
#include <vector>

class QAction;
class QMenu;
class QWidget;

namespace firkin::ui {

class Banner;
class ImagesService;

/// One row of the list, as its actions need it.
struct ImageChoice {
    std::string reference; ///< or the digest of one without a name
    QString shown;
    bool named = true;
};

/// What can be done with the images that are selected, and with all of them: one action each, for toolbar and menu alike.
/// GUI thread; errors go to the banner.
class ImageActions : public QObject {
    Q_OBJECT
public:
    /// `view`: the list that has the keyboard when a shortcut counts.
    ImageActions(ImagesService &images, Banner &banner, QWidget *view);

    void setSelection(std::vector<ImageChoice> selection);
    /// For the selection; deleted when closed.
    [[nodiscard]] QMenu *menu(QWidget *parent) const;

    QAction *run;
    QAction *copyName;
    QAction *push;
    QAction *save;
    QAction *tag;
    QAction *history;
    QAction *remove;
    QAction *load;
    QAction *prune;
    QAction *registries;

Q_SIGNALS:
    void runRequested(const QString &reference);

private:
    void askPush();
    void askSave();
    void askTag();
    void askLoad();
    void askRemove();
    void askPrune();
    [[nodiscard]] QWidget *window() const;

    ImagesService &m_images;
    Banner &m_banner;
    QWidget *m_view;
    std::vector<ImageChoice> m_selection;
};

} // namespace firkin::ui
