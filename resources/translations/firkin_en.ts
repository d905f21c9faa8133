<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Format</name>
    <message numerus="yes">
        <source>%n days ago</source>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Question</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QuitQuestion</name>
    <message numerus="yes">
        <source>%n container(s) are running</source>
        <translation>
            <numerusform>%n container is running</numerusform>
            <numerusform>%n containers are running</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::app::Tray</name>
    <message numerus="yes">
        <source>Firkin: %n container(s) running</source>
        <translation>
            <numerusform>Firkin: %n container running</numerusform>
            <numerusform>Firkin: %n containers running</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::terminal::TerminalView</name>
    <message numerus="yes">
        <source>Paste %n lines into the terminal? Each of them runs as a command.</source>
        <translation>
            <numerusform>Paste %n line into the terminal? It runs as a command.</numerusform>
            <numerusform>Paste %n lines into the terminal? Each of them runs as a command.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::ConsoleUpload</name>
    <message numerus="yes">
        <source>Copying %n item(s) to %1</source>
        <translation>
            <numerusform>Copying %n item to %1</numerusform>
            <numerusform>Copying %n items to %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::ContainerCommands</name>
    <message numerus="yes">
        <source>Force off %n containers?</source>
        <translation>
            <numerusform>Force off %n container?</numerusform>
            <numerusform>Force off %n containers?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stop and delete %n containers?</source>
        <translation>
            <numerusform>Stop and delete %n container?</numerusform>
            <numerusform>Stop and delete %n containers?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n commands</source>
        <translation>
            <numerusform>%n command</numerusform>
            <numerusform>%n commands</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::ContainerConsoles</name>
    <message numerus="yes">
        <source>%n session(s) without a viewer</source>
        <translation>
            <numerusform>%n session without a viewer</numerusform>
            <numerusform>%n sessions without a viewer</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::CopyFlow</name>
    <message numerus="yes">
        <source>The same for %n more</source>
        <translation>
            <numerusform>The same for %n more</numerusform>
            <numerusform>The same for %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::DragOut</name>
    <message numerus="yes">
        <source>%n files</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::DropSheet</name>
    <message numerus="yes">
        <source>%n items</source>
        <translation>
            <numerusform>%n item</numerusform>
            <numerusform>%n items</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::FilesService</name>
    <message numerus="yes">
        <source>Copy %n items to %1</source>
        <translation>
            <numerusform>Copy %n item to %1</numerusform>
            <numerusform>Copy %n items to %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copy %n items out of %1</source>
        <translation>
            <numerusform>Copy %n item out of %1</numerusform>
            <numerusform>Copy %n items out of %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::FilesView</name>
    <message numerus="yes">
        <source>Deleted %n item(s)</source>
        <translation>
            <numerusform>Deleted %n item</numerusform>
            <numerusform>Deleted %n items</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::HistoryDialog</name>
    <message numerus="yes">
        <source>%n step(s), %1</source>
        <translation>
            <numerusform>%n step, %1</numerusform>
            <numerusform>%n steps, %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::ImageActions</name>
    <message numerus="yes">
        <source>Delete %n images?</source>
        <translation>
            <numerusform>Delete %n image?</numerusform>
            <numerusform>Delete %n images?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n image(s) that no container uses?</source>
        <translation>
            <numerusform>Delete %n image that no container uses?</numerusform>
            <numerusform>Delete %n images that no container uses?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::ImageModel</name>
    <message numerus="yes">
        <source>%n container(s)</source>
        <translation>
            <numerusform>%n container</numerusform>
            <numerusform>%n containers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::LogsPage</name>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n line</numerusform>
            <numerusform>%n lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::MainWindow</name>
    <message numerus="yes">
        <source>%n task(s), %1 %</source>
        <translation>
            <numerusform>%n task, %1 %</numerusform>
            <numerusform>%n tasks, %1 %</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s)</source>
        <translation>
            <numerusform>%n task</numerusform>
            <numerusform>%n tasks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Loading %n images</source>
        <translation>
            <numerusform>Loading %n image</numerusform>
            <numerusform>Loading %n images</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::NetworksPage</name>
    <message numerus="yes">
        <source>Delete %n networks?</source>
        <translation>
            <numerusform>Delete %n network?</numerusform>
            <numerusform>Delete %n networks?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::OverviewTab</name>
    <message numerus="yes">
        <source>%n processor(s), %1</source>
        <translation>
            <numerusform>%n processor, %1</numerusform>
            <numerusform>%n processors, %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::PodCommands</name>
    <message numerus="yes">
        <source>Its %n container(s) are stopped and move to the trash. What its shared volumes hold is lost.</source>
        <translation>
            <numerusform>Its %n container is stopped and moves to the trash. What its shared volumes hold is lost.</numerusform>
            <numerusform>Its %n containers are stopped and move to the trash. What its shared volumes hold is lost.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::RowDrop</name>
    <message numerus="yes">
        <source>%n items</source>
        <translation>
            <numerusform>%n item</numerusform>
            <numerusform>%n items</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::SettingsPage</name>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n problem</numerusform>
            <numerusform>%n problems</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::StatsView</name>
    <message numerus="yes">
        <source>%n process(es)</source>
        <translation>
            <numerusform>%n process</numerusform>
            <numerusform>%n processes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n out-of-memory kill(s)</source>
        <translation>
            <numerusform>%n out-of-memory kill</numerusform>
            <numerusform>%n out-of-memory kills</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::TasksPage</name>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n running</numerusform>
            <numerusform>%n running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ended</source>
        <translation>
            <numerusform>%n ended</numerusform>
            <numerusform>%n ended</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::TransferPanel</name>
    <message numerus="yes">
        <source>%1, and %n more</source>
        <translation>
            <numerusform>%1, and %n more</numerusform>
            <numerusform>%1, and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n could not be copied</source>
        <translation>
            <numerusform>%n could not be copied</numerusform>
            <numerusform>%n could not be copied</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::TrashPage</name>
    <message numerus="yes">
        <source>Delete %n containers forever?</source>
        <translation>
            <numerusform>Delete %n container forever?</numerusform>
            <numerusform>Delete %n containers forever?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::VolumesPage</name>
    <message numerus="yes">
        <source>Delete %n volumes?</source>
        <translation>
            <numerusform>Delete %n volume?</numerusform>
            <numerusform>Delete %n volumes?</numerusform>
        </translation>
    </message>
</context>
</TS>
