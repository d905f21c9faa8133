<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>ConsoleShortcuts</name>
    <message>
        <source>New Shell</source>
        <translation>Neue Shell</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Next Terminal</source>
        <translation>Nächstes Terminal</translation>
    </message>
    <message>
        <source>Previous Terminal</source>
        <translation>Voriges Terminal</translation>
    </message>
    <message>
        <source>Move to the Left</source>
        <translation>Nach links</translation>
    </message>
    <message>
        <source>Move to the Right</source>
        <translation>Nach rechts</translation>
    </message>
    <message>
        <source>Move to a Window</source>
        <translation>In ein Fenster</translation>
    </message>
    <message>
        <source>Split Side by Side</source>
        <translation>Nebeneinander teilen</translation>
    </message>
    <message>
        <source>Split Top and Bottom</source>
        <translation>Übereinander teilen</translation>
    </message>
    <message>
        <source>Next Pane</source>
        <translation>Nächster Teil</translation>
    </message>
    <message>
        <source>Previous Pane</source>
        <translation>Voriger Teil</translation>
    </message>
    <message>
        <source>Terminal %1</source>
        <translation>Terminal %1</translation>
    </message>
</context>
<context>
    <name>ContainerActions</name>
    <message>
        <source>The container is not running</source>
        <translation>Der Container läuft nicht</translation>
    </message>
    <message>
        <source>The container is already running</source>
        <translation>Der Container läuft bereits</translation>
    </message>
    <message>
        <source>Another action is under way</source>
        <translation>Eine andere Aktion ist im Gange</translation>
    </message>
    <message>
        <source>The container publishes no ports</source>
        <translation>Der Container veröffentlicht keine Ports</translation>
    </message>
    <message>
        <source>Nothing of it is running</source>
        <translation>Nichts davon läuft</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stoppen</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Neu starten</translation>
    </message>
    <message>
        <source>Kill</source>
        <translation>Abbrechen (kill)</translation>
    </message>
    <message>
        <source>Force Off</source>
        <translation>Abschalten</translation>
    </message>
    <message>
        <source>Open Shell</source>
        <translation>Shell öffnen</translation>
    </message>
    <message>
        <source>Show Logs</source>
        <translation>Ausgabe zeigen</translation>
    </message>
    <message>
        <source>Browse Files</source>
        <translation>Dateien zeigen</translation>
    </message>
    <message>
        <source>Show Statistics</source>
        <translation>Statistik zeigen</translation>
    </message>
    <message>
        <source>Open in Browser</source>
        <translation>Im Browser öffnen</translation>
    </message>
    <message>
        <source>Copy Name</source>
        <translation>Namen kopieren</translation>
    </message>
    <message>
        <source>Copy ID</source>
        <translation>ID kopieren</translation>
    </message>
    <message>
        <source>Copy fk Command</source>
        <translation>fk-Befehl kopieren</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>The container is paused</source>
        <translation>Der Container ist angehalten</translation>
    </message>
    <message>
        <source>The container is not paused</source>
        <translation>Der Container ist nicht angehalten</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Duplicate…</source>
        <translation>Duplizieren…</translation>
    </message>
    <message>
        <source>Edit and Recreate…</source>
        <translation>Ändern und neu anlegen…</translation>
    </message>
    <message>
        <source>Take Snapshot…</source>
        <translation>Snapshot machen …</translation>
    </message>
</context>
<context>
    <name>ContainerForm</name>
    <message>
        <source>Choose an image, or type its name.</source>
        <translation>Ein Image wählen oder seinen Namen eingeben.</translation>
    </message>
    <message>
        <source>An image name has no spaces.</source>
        <translation>Ein Image-Name hat keine Leerzeichen.</translation>
    </message>
    <message>
        <source>A name has 1 to 64 letters, digits, “_”, “.” or “-”.</source>
        <translation>Ein Name hat 1 bis 64 Buchstaben, Ziffern, „_“, „.“ oder „-“.</translation>
    </message>
    <message>
        <source>A quote is not closed.</source>
        <translation>Ein Anführungszeichen ist nicht geschlossen.</translation>
    </message>
    <message>
        <source>Write a size such as 512M or 2G.</source>
        <translation>Eine Größe wie 512M oder 2G angeben.</translation>
    </message>
    <message>
        <source>At least 16 MiB are needed.</source>
        <translation>Mindestens 16 MiB sind nötig.</translation>
    </message>
    <message>
        <source>“%1” is not a port such as 8080:80 or 53:53/udp.</source>
        <translation>„%1“ ist kein Port wie 8080:80 oder 53:53/udp.</translation>
    </message>
    <message>
        <source>“%1” is not written as NAME=VALUE.</source>
        <translation>„%1“ ist nicht als NAME=WERT geschrieben.</translation>
    </message>
    <message>
        <source>A working folder begins with “/”.</source>
        <translation>Ein Arbeitsordner beginnt mit „/“.</translation>
    </message>
    <message>
        <source>Write a size such as 10G.</source>
        <translation>Eine Größe wie 10G angeben.</translation>
    </message>
    <message>
        <source>At least 64 MiB are needed.</source>
        <translation>Mindestens 64 MiB sind nötig.</translation>
    </message>
    <message>
        <source>Write a name or a number, or both kinds as user:group.</source>
        <translation>Einen Namen oder eine Zahl angeben, oder beides als Benutzer:Gruppe.</translation>
    </message>
    <message>
        <source>A host name has letters, digits, “-” and “.”.</source>
        <translation>Ein Hostname hat Buchstaben, Ziffern, „-“ und „.“.</translation>
    </message>
    <message>
        <source>Write a number of seconds.</source>
        <translation>Eine Zahl von Sekunden angeben.</translation>
    </message>
</context>
<context>
    <name>ContainerStates</name>
    <message>
        <source>Starting…</source>
        <translation>Startet…</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Stoppt…</translation>
    </message>
    <message>
        <source>Killing…</source>
        <translation>Wird abgebrochen…</translation>
    </message>
    <message>
        <source>Restarting…</source>
        <translation>Startet neu…</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>Hält an…</translation>
    </message>
    <message>
        <source>Resuming…</source>
        <translation>Läuft weiter…</translation>
    </message>
    <message>
        <source>Deleting…</source>
        <translation>Wird gelöscht…</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Gestoppt</translation>
    </message>
    <message>
        <source>Out of memory</source>
        <translation>Speicher erschöpft</translation>
    </message>
    <message>
        <source>Kernel panic</source>
        <translation>Kernel-Panik</translation>
    </message>
    <message>
        <source>Machine ended</source>
        <translation>Maschine beendet</translation>
    </message>
    <message>
        <source>Supervisor lost</source>
        <translation>Aufseher verloren</translation>
    </message>
    <message>
        <source>Did not start</source>
        <translation>Nicht gestartet</translation>
    </message>
    <message>
        <source>Exited</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Exited (%1)</source>
        <translation>Beendet (%1)</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>Gelöscht</translation>
    </message>
    <message>
        <source>Not started</source>
        <translation>Noch nie gestartet</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>No answer for %1</source>
        <translation>Keine Antwort seit %1</translation>
    </message>
    <message>
        <source>Changing…</source>
        <translation>Ändert sich…</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Wird gesichert…</translation>
    </message>
    <message>
        <source>Running, not yet checked</source>
        <translation>Läuft, noch nicht geprüft</translation>
    </message>
    <message>
        <source>Running, healthy</source>
        <translation>Läuft, gesund</translation>
    </message>
    <message>
        <source>Running, unhealthy</source>
        <translation>Läuft, nicht gesund</translation>
    </message>
    <message>
        <source>%1, starts again soon</source>
        <translation>%1, startet bald neu</translation>
    </message>
    <message>
        <source>%1, files open</source>
        <translation>%1, Dateien offen</translation>
    </message>
</context>
<context>
    <name>DetailTabs</name>
    <message>
        <source>Terminal</source>
        <translation>Terminal</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Stats</source>
        <translation>Statistik</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Inspect</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Snapshots</source>
        <translation>Snapshots</translation>
    </message>
</context>
<context>
    <name>DockerRun</name>
    <message>
        <source>The command names no image.</source>
        <translation>Der Befehl nennt kein Image.</translation>
    </message>
    <message>
        <source>“%1” is not an option of docker run.</source>
        <translation>„%1“ ist keine Option von docker run.</translation>
    </message>
    <message>
        <source>“%1” has no value.</source>
        <translation>„%1“ hat keinen Wert.</translation>
    </message>
    <message>
        <source>“%1” cannot be read.</source>
        <translation>„%1“ ist nicht lesbar.</translation>
    </message>
    <message>
        <source>The command is too long.</source>
        <translation>Der Befehl ist zu lang.</translation>
    </message>
    <message>
        <source>A quote is not closed.</source>
        <translation>Ein Anführungszeichen ist nicht geschlossen.</translation>
    </message>
    <message>
        <source>That is not a docker run command.</source>
        <translation>Das ist kein Befehl docker run.</translation>
    </message>
</context>
<context>
    <name>ErrorDetails</name>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Chain of causes</source>
        <translation>Kette der Ursachen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
</context>
<context>
    <name>ErrorStrings</name>
    <message>
        <source>The machine settings of %1 are not valid</source>
        <translation>Die Maschineneinstellungen von %1 sind ungültig</translation>
    </message>
    <message>
        <source>Could not start the machine of %1</source>
        <translation>Die Maschine von %1 konnte nicht gestartet werden</translation>
    </message>
    <message>
        <source>Could not stop the machine of %1</source>
        <translation>Die Maschine von %1 konnte nicht gestoppt werden</translation>
    </message>
    <message>
        <source>Could not pause the machine of %1</source>
        <translation>Die Maschine von %1 konnte nicht angehalten werden</translation>
    </message>
    <message>
        <source>Could not resume the machine of %1</source>
        <translation>Die Maschine von %1 konnte nicht fortgesetzt werden</translation>
    </message>
    <message>
        <source>Could not attach the device %1</source>
        <translation>Das Gerät %1 konnte nicht angeschlossen werden</translation>
    </message>
    <message>
        <source>Could not reach the machine of %1</source>
        <translation>Die Maschine von %1 war nicht erreichbar</translation>
    </message>
    <message>
        <source>Could not wait for the machine of %1 to call</source>
        <translation>Auf einen Ruf der Maschine von %1 konnte nicht gewartet werden</translation>
    </message>
    <message>
        <source>Could not connect to the agent of %1</source>
        <translation>Keine Verbindung zum Agenten von %1</translation>
    </message>
    <message>
        <source>“%1” is not valid here</source>
        <translation>„%1“ ist hier nicht gültig</translation>
    </message>
    <message>
        <source>Could not create the container %1</source>
        <translation>Der Container %1 konnte nicht angelegt werden</translation>
    </message>
    <message>
        <source>Could not start %1</source>
        <translation>%1 konnte nicht gestartet werden</translation>
    </message>
    <message>
        <source>Could not wait for %1</source>
        <translation>Auf %1 konnte nicht gewartet werden</translation>
    </message>
    <message>
        <source>Could not stop %1</source>
        <translation>%1 konnte nicht gestoppt werden</translation>
    </message>
    <message>
        <source>Could not kill %1</source>
        <translation>%1 konnte nicht abgebrochen werden</translation>
    </message>
    <message>
        <source>Could not delete %1</source>
        <translation>%1 konnte nicht gelöscht werden</translation>
    </message>
    <message>
        <source>Could not restore %1</source>
        <translation>%1 konnte nicht zurückgeholt werden</translation>
    </message>
    <message>
        <source>Could not rename %1</source>
        <translation>%1 konnte nicht umbenannt werden</translation>
    </message>
    <message>
        <source>Could not change %1</source>
        <translation>%1 konnte nicht geändert werden</translation>
    </message>
    <message>
        <source>Could not list the containers</source>
        <translation>Die Container konnten nicht aufgelistet werden</translation>
    </message>
    <message>
        <source>Could not inspect %1</source>
        <translation>%1 konnte nicht untersucht werden</translation>
    </message>
    <message>
        <source>Could not watch the containers</source>
        <translation>Die Container konnten nicht beobachtet werden</translation>
    </message>
    <message>
        <source>Could not start the program %1</source>
        <translation>Das Programm %1 konnte nicht gestartet werden</translation>
    </message>
    <message>
        <source>Could not wait for the program %1</source>
        <translation>Auf das Programm %1 konnte nicht gewartet werden</translation>
    </message>
    <message>
        <source>Could not signal the program %1</source>
        <translation>Dem Programm %1 konnte kein Signal gesendet werden</translation>
    </message>
    <message>
        <source>Could not resize the terminal of %1</source>
        <translation>Die Größe des Terminals von %1 konnte nicht geändert werden</translation>
    </message>
    <message>
        <source>Could not open a terminal in %1</source>
        <translation>In %1 konnte kein Terminal geöffnet werden</translation>
    </message>
    <message>
        <source>Could not show the terminal of %1</source>
        <translation>Das Terminal von %1 konnte nicht gezeigt werden</translation>
    </message>
    <message>
        <source>Could not close the terminal of %1</source>
        <translation>Das Terminal von %1 konnte nicht geschlossen werden</translation>
    </message>
    <message>
        <source>Could not read the log of %1</source>
        <translation>Die Ausgabe von %1 konnte nicht gelesen werden</translation>
    </message>
    <message>
        <source>Could not read the statistics of %1</source>
        <translation>Die Statistik von %1 konnte nicht gelesen werden</translation>
    </message>
    <message>
        <source>The connection to %1 broke</source>
        <translation>Die Verbindung zu %1 brach ab</translation>
    </message>
    <message>
        <source>Could not copy %1 into the container</source>
        <translation>%1 konnte nicht in den Container kopiert werden</translation>
    </message>
    <message>
        <source>Could not copy %1 out of the container</source>
        <translation>%1 konnte nicht aus dem Container kopiert werden</translation>
    </message>
    <message>
        <source>Could not list the folder %1</source>
        <translation>Der Ordner %1 konnte nicht gelesen werden</translation>
    </message>
    <message>
        <source>Could not look at %1</source>
        <translation>%1 konnte nicht angesehen werden</translation>
    </message>
    <message>
        <source>Could not rename the file %1</source>
        <translation>Die Datei %1 konnte nicht umbenannt werden</translation>
    </message>
    <message>
        <source>Could not delete the file %1</source>
        <translation>Die Datei %1 konnte nicht gelöscht werden</translation>
    </message>
    <message>
        <source>Could not make the folder %1</source>
        <translation>Der Ordner %1 konnte nicht angelegt werden</translation>
    </message>
    <message>
        <source>Could not mount %1</source>
        <translation>%1 konnte nicht eingehängt werden</translation>
    </message>
    <message>
        <source>Could not unmount %1</source>
        <translation>%1 konnte nicht ausgehängt werden</translation>
    </message>
    <message>
        <source>Could not set up the network of %1</source>
        <translation>Das Netz von %1 konnte nicht eingerichtet werden</translation>
    </message>
    <message>
        <source>Could not set up the machine of %1</source>
        <translation>Die Maschine von %1 konnte nicht eingerichtet werden</translation>
    </message>
    <message>
        <source>Could not load the image %1</source>
        <translation>Das Image %1 konnte nicht geladen werden</translation>
    </message>
    <message>
        <source>Could not pull the image %1</source>
        <translation>Das Image %1 konnte nicht geholt werden</translation>
    </message>
    <message>
        <source>Could not push the image %1</source>
        <translation>Das Image %1 konnte nicht hochgeladen werden</translation>
    </message>
    <message>
        <source>Could not delete the image %1</source>
        <translation>Das Image %1 konnte nicht gelöscht werden</translation>
    </message>
    <message>
        <source>Could not list the images</source>
        <translation>Die Images konnten nicht aufgelistet werden</translation>
    </message>
    <message>
        <source>Could not read the image %1</source>
        <translation>Das Image %1 konnte nicht gelesen werden</translation>
    </message>
    <message>
        <source>Could not unpack the image %1</source>
        <translation>Das Image %1 konnte nicht entpackt werden</translation>
    </message>
    <message>
        <source>Could not publish the port %1</source>
        <translation>Der Port %1 konnte nicht veröffentlicht werden</translation>
    </message>
    <message>
        <source>Could not create the volume %1</source>
        <translation>Das Volume %1 konnte nicht angelegt werden</translation>
    </message>
    <message>
        <source>Could not delete the volume %1</source>
        <translation>Das Volume %1 konnte nicht gelöscht werden</translation>
    </message>
    <message>
        <source>Could not create the network %1</source>
        <translation>Das Netz %1 konnte nicht angelegt werden</translation>
    </message>
    <message>
        <source>Could not delete the network %1</source>
        <translation>Das Netz %1 konnte nicht gelöscht werden</translation>
    </message>
    <message>
        <source>Could not take the snapshot %1</source>
        <translation>Der Snapshot %1 konnte nicht gemacht werden</translation>
    </message>
    <message>
        <source>Could not restore the snapshot %1</source>
        <translation>Der Snapshot %1 konnte nicht wiederhergestellt werden</translation>
    </message>
    <message>
        <source>Could not open the store %1</source>
        <translation>Der Speicherort %1 konnte nicht geöffnet werden</translation>
    </message>
    <message>
        <source>Could not read the record of %1</source>
        <translation>Der Datensatz von %1 konnte nicht gelesen werden</translation>
    </message>
    <message>
        <source>Could not write the record of %1</source>
        <translation>Der Datensatz von %1 konnte nicht geschrieben werden</translation>
    </message>
    <message>
        <source>The helper program %1 did not work</source>
        <translation>Das Hilfsprogramm %1 hat nicht funktioniert</translation>
    </message>
    <message>
        <source>The check of this system failed</source>
        <translation>Die Prüfung dieses Systems ist fehlgeschlagen</translation>
    </message>
    <message>
        <source>Could not reach the supervisor of %1</source>
        <translation>Der Aufseher von %1 war nicht erreichbar</translation>
    </message>
    <message>
        <source>Could not start the supervisor of %1</source>
        <translation>Der Aufseher von %1 konnte nicht gestartet werden</translation>
    </message>
    <message>
        <source>Could not read the settings</source>
        <translation>Die Einstellungen konnten nicht gelesen werden</translation>
    </message>
    <message>
        <source>Could not save the settings</source>
        <translation>Die Einstellungen konnten nicht gespeichert werden</translation>
    </message>
    <message>
        <source>it is not written in a form that can be read</source>
        <translation>es ist nicht lesbar geschrieben</translation>
    </message>
    <message>
        <source>it is not a valid id</source>
        <translation>es ist keine gültige ID</translation>
    </message>
    <message>
        <source>a name has 1 to 64 letters, digits, “_”, “.” or “-”</source>
        <translation>ein Name hat 1 bis 64 Buchstaben, Ziffern, „_“, „.“ oder „-“</translation>
    </message>
    <message>
        <source>the path is not usable</source>
        <translation>der Pfad ist nicht brauchbar</translation>
    </message>
    <message>
        <source>it is not a valid image name</source>
        <translation>es ist kein gültiger Image-Name</translation>
    </message>
    <message>
        <source>it is not a size such as 512M or 2G</source>
        <translation>es ist keine Größe wie 512M oder 2G</translation>
    </message>
    <message>
        <source>the value is out of range</source>
        <translation>der Wert liegt außerhalb des Erlaubten</translation>
    </message>
    <message>
        <source>the image names no command and none was given</source>
        <translation>das Image nennt keinen Befehl, und es wurde keiner angegeben</translation>
    </message>
    <message>
        <source>the options contradict each other</source>
        <translation>die Optionen widersprechen einander</translation>
    </message>
    <message>
        <source>the container knows no such user</source>
        <translation>der Container kennt diesen Benutzer nicht</translation>
    </message>
    <message>
        <source>there is no such signal</source>
        <translation>dieses Signal gibt es nicht</translation>
    </message>
    <message>
        <source>the port is reserved</source>
        <translation>der Port ist reserviert</translation>
    </message>
    <message>
        <source>the port is already in use on this computer</source>
        <translation>der Port ist auf diesem Rechner schon belegt</translation>
    </message>
    <message>
        <source>the name is already taken</source>
        <translation>der Name ist schon vergeben</translation>
    </message>
    <message>
        <source>it is too large</source>
        <translation>es ist zu groß</translation>
    </message>
    <message>
        <source>the container does not exist</source>
        <translation>den Container gibt es nicht</translation>
    </message>
    <message>
        <source>the image is not on this computer</source>
        <translation>das Image ist nicht auf diesem Rechner</translation>
    </message>
    <message>
        <source>the terminal session is gone</source>
        <translation>die Terminalsitzung gibt es nicht mehr</translation>
    </message>
    <message>
        <source>there is no such file or folder</source>
        <translation>diese Datei oder diesen Ordner gibt es nicht</translation>
    </message>
    <message>
        <source>the volume does not exist</source>
        <translation>das Volume gibt es nicht</translation>
    </message>
    <message>
        <source>the network does not exist</source>
        <translation>das Netz gibt es nicht</translation>
    </message>
    <message>
        <source>the snapshot does not exist</source>
        <translation>den Snapshot gibt es nicht</translation>
    </message>
    <message>
        <source>the process is gone</source>
        <translation>den Prozess gibt es nicht mehr</translation>
    </message>
    <message>
        <source>the container is not running</source>
        <translation>der Container läuft nicht</translation>
    </message>
    <message>
        <source>it is already running</source>
        <translation>es läuft bereits</translation>
    </message>
    <message>
        <source>it is still running</source>
        <translation>es läuft noch</translation>
    </message>
    <message>
        <source>it is in use</source>
        <translation>es wird benutzt</translation>
    </message>
    <message>
        <source>it is not a folder</source>
        <translation>es ist kein Ordner</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>es ist ein Ordner</translation>
    </message>
    <message>
        <source>the folder is not empty</source>
        <translation>der Ordner ist nicht leer</translation>
    </message>
    <message>
        <source>it is read-only</source>
        <translation>es ist schreibgeschützt</translation>
    </message>
    <message>
        <source>the file changed while it was being read</source>
        <translation>die Datei änderte sich beim Lesen</translation>
    </message>
    <message>
        <source>that is not possible in its present state</source>
        <translation>das geht im jetzigen Zustand nicht</translation>
    </message>
    <message>
        <source>the container has no such program</source>
        <translation>der Container hat dieses Programm nicht</translation>
    </message>
    <message>
        <source>the program cannot be run</source>
        <translation>das Programm lässt sich nicht ausführen</translation>
    </message>
    <message>
        <source>the image has no shell</source>
        <translation>das Image hat keine Shell</translation>
    </message>
    <message>
        <source>its kernel panicked</source>
        <translation>sein Kernel geriet in Panik</translation>
    </message>
    <message>
        <source>its machine ended</source>
        <translation>seine Maschine endete</translation>
    </message>
    <message>
        <source>its machine stopped making progress</source>
        <translation>seine Maschine kam nicht mehr voran</translation>
    </message>
    <message>
        <source>its machine does not answer</source>
        <translation>seine Maschine antwortet nicht</translation>
    </message>
    <message>
        <source>the agent in its machine is too old for this</source>
        <translation>der Agent in seiner Maschine ist dafür zu alt</translation>
    </message>
    <message>
        <source>the connection was lost</source>
        <translation>die Verbindung ging verloren</translation>
    </message>
    <message>
        <source>a device of its machine was lost</source>
        <translation>ein Gerät seiner Maschine ging verloren</translation>
    </message>
    <message>
        <source>hardware virtualization cannot be used</source>
        <translation>Hardware-Virtualisierung ist nicht nutzbar</translation>
    </message>
    <message>
        <source>nested virtualization is not available</source>
        <translation>verschachtelte Virtualisierung ist nicht verfügbar</translation>
    </message>
    <message>
        <source>it is not installed</source>
        <translation>es ist nicht installiert</translation>
    </message>
    <message>
        <source>it ended with an error</source>
        <translation>es endete mit einem Fehler</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>der Datenträger ist voll</translation>
    </message>
    <message>
        <source>permission was denied</source>
        <translation>der Zugriff wurde verweigert</translation>
    </message>
    <message>
        <source>there is not enough memory</source>
        <translation>der Speicher reicht nicht</translation>
    </message>
    <message>
        <source>there is no display</source>
        <translation>es gibt keinen Bildschirm</translation>
    </message>
    <message>
        <source>the operating system reported an error</source>
        <translation>das Betriebssystem meldete einen Fehler</translation>
    </message>
    <message>
        <source>its supervisor ended unexpectedly</source>
        <translation>sein Aufseher endete unerwartet</translation>
    </message>
    <message>
        <source>its supervisor belongs to another version of Firkin</source>
        <translation>sein Aufseher gehört zu einer anderen Version von Firkin</translation>
    </message>
    <message>
        <source>it was written by a newer version of Firkin</source>
        <translation>es wurde von einer neueren Version von Firkin geschrieben</translation>
    </message>
    <message>
        <source>somebody else is changing it</source>
        <translation>es wird gerade von anderer Seite geändert</translation>
    </message>
    <message>
        <source>its record is damaged</source>
        <translation>sein Datensatz ist beschädigt</translation>
    </message>
    <message>
        <source>the settings file is damaged</source>
        <translation>die Einstellungsdatei ist beschädigt</translation>
    </message>
    <message>
        <source>the file is not a container image</source>
        <translation>die Datei ist kein Container-Image</translation>
    </message>
    <message>
        <source>the data ends too early</source>
        <translation>die Daten enden zu früh</translation>
    </message>
    <message>
        <source>its content does not match its digest</source>
        <translation>der Inhalt passt nicht zur Prüfsumme</translation>
    </message>
    <message>
        <source>it exceeds a safety limit</source>
        <translation>es überschreitet eine Sicherheitsgrenze</translation>
    </message>
    <message>
        <source>it was made for another kind of processor</source>
        <translation>es wurde für einen anderen Prozessor gemacht</translation>
    </message>
    <message>
        <source>the registry refused</source>
        <translation>die Registry lehnte ab</translation>
    </message>
    <message>
        <source>the registry cannot be reached</source>
        <translation>die Registry ist nicht erreichbar</translation>
    </message>
    <message>
        <source>the registry wants a login</source>
        <translation>die Registry verlangt eine Anmeldung</translation>
    </message>
    <message>
        <source>it took too long</source>
        <translation>es dauerte zu lange</translation>
    </message>
    <message>
        <source>it was cancelled</source>
        <translation>es wurde abgebrochen</translation>
    </message>
    <message>
        <source>that is not supported here</source>
        <translation>das wird hier nicht unterstützt</translation>
    </message>
    <message>
        <source>the answer could not be understood</source>
        <translation>die Antwort war nicht zu verstehen</translation>
    </message>
    <message>
        <source>Firkin made a mistake</source>
        <translation>Firkin hat einen Fehler gemacht</translation>
    </message>
    <message>
        <source>Choose another port, or stop the program that uses it.</source>
        <translation>Einen anderen Port wählen oder das Programm beenden, das ihn benutzt.</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>Einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>Pull the image, or load it from an archive.</source>
        <translation>Das Image holen oder aus einem Archiv laden.</translation>
    </message>
    <message>
        <source>Give a command to run.</source>
        <translation>Einen Befehl angeben.</translation>
    </message>
    <message>
        <source>Start the container first.</source>
        <translation>Zuerst den Container starten.</translation>
    </message>
    <message>
        <source>Stop the container first.</source>
        <translation>Zuerst den Container stoppen.</translation>
    </message>
    <message>
        <source>Check the spelling, and that the image contains the program.</source>
        <translation>Die Schreibweise prüfen und ob das Image das Programm enthält.</translation>
    </message>
    <message>
        <source>Open a debug shell instead.</source>
        <translation>Stattdessen eine Diagnose-Shell öffnen.</translation>
    </message>
    <message>
        <source>The machine’s kernel messages say more.</source>
        <translation>Die Kernel-Meldungen der Maschine sagen mehr.</translation>
    </message>
    <message>
        <source>Wait, or force the machine off.</source>
        <translation>Warten oder die Maschine abschalten.</translation>
    </message>
    <message>
        <source>Enable virtualization in the firmware and join the group kvm.</source>
        <translation>Virtualisierung in der Firmware einschalten und der Gruppe kvm beitreten.</translation>
    </message>
    <message>
        <source>Install it, or run “fk system check” to see what is missing.</source>
        <translation>Installieren oder mit „fk system check“ sehen, was fehlt.</translation>
    </message>
    <message>
        <source>Empty the trash or delete unused images.</source>
        <translation>Den Papierkorb leeren oder unbenutzte Images löschen.</translation>
    </message>
    <message>
        <source>Stop another container, or give this one less memory.</source>
        <translation>Einen anderen Container stoppen oder diesem weniger Speicher geben.</translation>
    </message>
    <message>
        <source>Check the owner and the permissions.</source>
        <translation>Besitzer und Rechte prüfen.</translation>
    </message>
    <message>
        <source>Start the container again.</source>
        <translation>Den Container neu starten.</translation>
    </message>
    <message>
        <source>Stop the container and start it again.</source>
        <translation>Den Container stoppen und neu starten.</translation>
    </message>
    <message>
        <source>Use that version.</source>
        <translation>Jene Version benutzen.</translation>
    </message>
    <message>
        <source>Choose a docker or OCI archive.</source>
        <translation>Ein Docker- oder OCI-Archiv wählen.</translation>
    </message>
    <message>
        <source>Get the image again.</source>
        <translation>Das Image neu beschaffen.</translation>
    </message>
    <message>
        <source>Check the network and the registry’s name.</source>
        <translation>Das Netz und den Namen der Registry prüfen.</translation>
    </message>
    <message>
        <source>Write it as registry.example/name:tag.</source>
        <translation>Als registry.example/name:tag schreiben.</translation>
    </message>
    <message>
        <source>Please report it with the details.</source>
        <translation>Bitte mit den Einzelheiten melden.</translation>
    </message>
    <message>
        <source>Preparing…</source>
        <translation>Wird vorbereitet…</translation>
    </message>
    <message>
        <source>Downloading…</source>
        <translation>Wird geladen…</translation>
    </message>
    <message>
        <source>Verifying…</source>
        <translation>Wird geprüft…</translation>
    </message>
    <message>
        <source>Unpacking…</source>
        <translation>Wird entpackt…</translation>
    </message>
    <message>
        <source>Building the file system…</source>
        <translation>Dateisystem wird gebaut…</translation>
    </message>
    <message>
        <source>Starting the machine…</source>
        <translation>Maschine startet…</translation>
    </message>
    <message>
        <source>Booting the kernel…</source>
        <translation>Kernel startet…</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Verbindet…</translation>
    </message>
    <message>
        <source>Mounting the file system…</source>
        <translation>Dateisystem wird eingehängt…</translation>
    </message>
    <message>
        <source>Starting the program…</source>
        <translation>Programm startet…</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Stoppt…</translation>
    </message>
    <message>
        <source>Copying…</source>
        <translation>Wird kopiert…</translation>
    </message>
    <message>
        <source>Writing to disk…</source>
        <translation>Wird geschrieben…</translation>
    </message>
    <message>
        <source>Finishing…</source>
        <translation>Wird abgeschlossen…</translation>
    </message>
    <message>
        <source>it</source>
        <translation>es</translation>
    </message>
    <message>
        <source>Could not detach the device %1</source>
        <translation>Das Gerät %1 konnte nicht abgetrennt werden</translation>
    </message>
    <message>
        <source>Could not create the pod %1</source>
        <translation>Der Pod %1 konnte nicht angelegt werden</translation>
    </message>
    <message>
        <source>Could not start the pod %1</source>
        <translation>Der Pod %1 konnte nicht gestartet werden</translation>
    </message>
    <message>
        <source>Could not stop the pod %1</source>
        <translation>Der Pod %1 konnte nicht angehalten werden</translation>
    </message>
    <message>
        <source>Could not delete the pod %1</source>
        <translation>Der Pod %1 konnte nicht gelöscht werden</translation>
    </message>
    <message>
        <source>Could not rename the pod %1</source>
        <translation>Der Pod %1 konnte nicht umbenannt werden</translation>
    </message>
    <message>
        <source>Could not inspect the pod %1</source>
        <translation>Der Pod %1 konnte nicht untersucht werden</translation>
    </message>
    <message>
        <source>Could not save the image %1</source>
        <translation>Das Image %1 konnte nicht gespeichert werden</translation>
    </message>
    <message>
        <source>Could not name the image %1</source>
        <translation>Das Image %1 konnte nicht benannt werden</translation>
    </message>
    <message>
        <source>Could not log in to %1</source>
        <translation>Die Anmeldung bei %1 ist gescheitert</translation>
    </message>
    <message>
        <source>Could not log out of %1</source>
        <translation>Die Abmeldung von %1 ist gescheitert</translation>
    </message>
    <message>
        <source>Could not take back the port %1</source>
        <translation>Der Port %1 konnte nicht zurückgenommen werden</translation>
    </message>
    <message>
        <source>Could not publish the socket %1</source>
        <translation>Der Socket %1 konnte nicht veröffentlicht werden</translation>
    </message>
    <message>
        <source>Could not list the volumes</source>
        <translation>Die Volumes konnten nicht aufgelistet werden</translation>
    </message>
    <message>
        <source>Could not list the networks</source>
        <translation>Die Netzwerke konnten nicht aufgelistet werden</translation>
    </message>
    <message>
        <source>Could not join the network %1</source>
        <translation>Dem Netzwerk %1 konnte nicht beigetreten werden</translation>
    </message>
    <message>
        <source>Could not make a container from the snapshot %1</source>
        <translation>Aus dem Snapshot %1 konnte kein Container gemacht werden</translation>
    </message>
    <message>
        <source>Could not delete the snapshot %1</source>
        <translation>Der Snapshot %1 konnte nicht gelöscht werden</translation>
    </message>
    <message>
        <source>Could not list the snapshots of %1</source>
        <translation>Die Snapshots von %1 konnten nicht aufgelistet werden</translation>
    </message>
    <message>
        <source>this is set for the whole pod, not for one container</source>
        <translation>das gilt für den ganzen Pod, nicht für einen Container</translation>
    </message>
    <message>
        <source>the pod does not exist</source>
        <translation>den Pod gibt es nicht</translation>
    </message>
    <message>
        <source>it is not published</source>
        <translation>er ist nicht veröffentlicht</translation>
    </message>
    <message>
        <source>it was saved by another kind of machine</source>
        <translation>er stammt von einer anderen Art von Maschine</translation>
    </message>
    <message>
        <source>a file of the snapshot is missing or damaged</source>
        <translation>eine Datei des Snapshots fehlt oder ist beschädigt</translation>
    </message>
    <message>
        <source>such a container cannot be saved</source>
        <translation>ein solcher Container kann nicht gesichert werden</translation>
    </message>
    <message>
        <source>the registry does not accept this name and password</source>
        <translation>die Registry nimmt diesen Namen und dieses Passwort nicht an</translation>
    </message>
    <message>
        <source>nobody is logged in there</source>
        <translation>dort ist niemand angemeldet</translation>
    </message>
    <message>
        <source>Restore it where it was saved: with the same versions of Firkin and QEMU, on the same kind of processor.</source>
        <translation>Stellen Sie ihn dort wieder her, wo er gesichert wurde: mit denselben Versionen von Firkin und QEMU, auf derselben Art von Prozessor.</translation>
    </message>
    <message>
        <source>Log in on the page Images.</source>
        <translation>Melden Sie sich auf der Seite Images an.</translation>
    </message>
    <message>
        <source>Uploading…</source>
        <translation>Wird hochgeladen …</translation>
    </message>
    <message>
        <source>Could not pause %1</source>
        <translation>%1 konnte nicht angehalten werden</translation>
    </message>
    <message>
        <source>Could not resume %1</source>
        <translation>%1 konnte nicht fortgesetzt werden</translation>
    </message>
    <message>
        <source>Could not restart %1</source>
        <translation>%1 konnte nicht neu gestartet werden</translation>
    </message>
    <message>
        <source>Could not list the processes of %1</source>
        <translation>Die Prozesse von %1 konnten nicht aufgelistet werden</translation>
    </message>
    <message>
        <source>Could not find %1, which Firkin needs</source>
        <translation>%1 wurde nicht gefunden, und Firkin braucht es</translation>
    </message>
    <message>
        <source>it is paused</source>
        <translation>es ist angehalten</translation>
    </message>
    <message>
        <source>it is not paused</source>
        <translation>es ist nicht angehalten</translation>
    </message>
    <message>
        <source>it is about to be started again</source>
        <translation>es wird gleich neu gestartet</translation>
    </message>
    <message>
        <source>its machine is too small for that while it runs</source>
        <translation>seine Maschine ist dafür zu klein, solange sie läuft</translation>
    </message>
    <message>
        <source>Resume the container first.</source>
        <translation>Zuerst den Container fortsetzen.</translation>
    </message>
    <message>
        <source>Stop the container, change it, and start it again.</source>
        <translation>Den Container stoppen, ändern und neu starten.</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Verknüpfung</translation>
    </message>
    <message>
        <source>Pipe</source>
        <translation>Pipe</translation>
    </message>
    <message>
        <source>Socket</source>
        <translation>Socket</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>It needs a name.</source>
        <translation>Es fehlt ein Name.</translation>
    </message>
    <message>
        <source>This name is taken by the folder itself.</source>
        <translation>So heißt der Ordner selbst.</translation>
    </message>
    <message>
        <source>A name has no slash.</source>
        <translation>Ein Name hat keinen Schrägstrich.</translation>
    </message>
    <message>
        <source>A name has no zero byte.</source>
        <translation>Ein Name hat kein Nullbyte.</translation>
    </message>
    <message>
        <source>The name is too long.</source>
        <translation>Der Name ist zu lang.</translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1 T %2 h</translation>
    </message>
    <message>
        <source>%1 d</source>
        <translation>%1 T</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <translation>vor %1 s</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>vor %1 min</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation>vor %1 h</translation>
    </message>
    <message numerus="yes">
        <source>%n days ago</source>
        <translation>
            <numerusform>vor %n Tag</numerusform>
            <numerusform>vor %n Tagen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Containers</source>
        <translation>Container</translation>
    </message>
    <message>
        <source>Dashboard</source>
        <translation>Dashboard</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Images</translation>
    </message>
    <message>
        <source>Volumes</source>
        <translation>Volumes</translation>
    </message>
    <message>
        <source>Networks</source>
        <translation>Netzwerke</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>Papierkorb</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>New Container…</source>
        <translation>Neuer Container …</translation>
    </message>
    <message>
        <source>New Container from a docker run Command…</source>
        <translation>Neuer Container aus einem Befehl docker run …</translation>
    </message>
    <message>
        <source>Pull Image…</source>
        <translation>Image holen…</translation>
    </message>
    <message>
        <source>Load Image Archive…</source>
        <translation>Image-Archiv laden …</translation>
    </message>
    <message>
        <source>Stop All Containers</source>
        <translation>Alle Container stoppen</translation>
    </message>
    <message>
        <source>Light Theme</source>
        <translation>Helle Farben</translation>
    </message>
    <message>
        <source>Dark Theme</source>
        <translation>Dunkle Farben</translation>
    </message>
    <message>
        <source>Theme of the System</source>
        <translation>Farben des Systems</translation>
    </message>
    <message>
        <source>About Firkin</source>
        <translation>Über Firkin</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation>Gehe zu %1</translation>
    </message>
    <message>
        <source>Run %1…</source>
        <translation>%1 ausführen …</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Image</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>container, verb</comment>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>PodStates</name>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Running, empty</source>
        <translation>Läuft, leer</translation>
    </message>
    <message>
        <source>Running, %1 of %2</source>
        <translation>Läuft, %1 von %2</translation>
    </message>
</context>
<context>
    <name>Question</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weiteres</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QuitQuestion</name>
    <message numerus="yes">
        <source>%n container(s) are running</source>
        <translation>
            <numerusform>%n Container läuft</numerusform>
            <numerusform>%n Container laufen</numerusform>
        </translation>
    </message>
    <message>
        <source>They can keep running without the window. Their terminals are there when you come back.</source>
        <translation>Sie können ohne das Fenster weiterlaufen. Ihre Terminals sind bei der Rückkehr noch da.</translation>
    </message>
    <message>
        <source>Remember the answer</source>
        <translation>Antwort merken</translation>
    </message>
    <message>
        <source>Keep Running</source>
        <translation>Weiterlaufen lassen</translation>
    </message>
    <message>
        <source>Stop All</source>
        <translation>Alle stoppen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message>
        <source>Say what to do</source>
        <translation>Sagen, was zu tun ist</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>New container</source>
        <translation>Neuer Container</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vor</translation>
    </message>
    <message>
        <source>Next area of the window</source>
        <translation>Nächster Bereich des Fensters</translation>
    </message>
    <message>
        <source>Previous area of the window</source>
        <translation>Voriger Bereich des Fensters</translation>
    </message>
    <message>
        <source>Show the container alone</source>
        <translation>Den Container allein zeigen</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>Das Fenster schließen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
</context>
<context>
    <name>Stats</name>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Datenträger</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Gelesen</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Geschrieben</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Grenze</translation>
    </message>
    <message>
        <source>Limit %1</source>
        <translation>Grenze %1</translation>
    </message>
    <message>
        <source>of 1 core</source>
        <translation>von 1 Kern</translation>
    </message>
    <message>
        <source>of %1 cores</source>
        <translation>von %1 Kernen</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>von %1</translation>
    </message>
    <message>
        <source>received</source>
        <translation>empfangen</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>gesendet</translation>
    </message>
    <message>
        <source>read</source>
        <translation>gelesen</translation>
    </message>
    <message>
        <source>written</source>
        <translation>geschrieben</translation>
    </message>
    <message>
        <source>out of memory</source>
        <translation>Speicher erschöpft</translation>
    </message>
</context>
<context>
    <name>TaskList</name>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
</context>
<context>
    <name>VolumeTexts</name>
    <message>
        <source>%1 (in the trash)</source>
        <translation>%1 (im Papierkorb)</translation>
    </message>
    <message>
        <source>%1 in the trash has this volume. Empty the trash first.</source>
        <translation>%1 im Papierkorb hat dieses Volume. Leeren Sie zuerst den Papierkorb.</translation>
    </message>
    <message>
        <source>%1 is running with this volume.</source>
        <translation>%1 läuft mit diesem Volume.</translation>
    </message>
    <message>
        <source>%1 has this volume. Delete that container first.</source>
        <translation>%1 hat dieses Volume. Löschen Sie zuerst diesen Container.</translation>
    </message>
</context>
<context>
    <name>firkin::app::Application</name>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
</context>
<context>
    <name>firkin::app::Notifications</name>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
</context>
<context>
    <name>firkin::app::ScreenshotRun</name>
    <message>
        <source>the list of containers</source>
        <translation>die Liste der Container</translation>
    </message>
    <message>
        <source>The time is up while waiting for %1.</source>
        <translation>Die Zeit ist abgelaufen beim Warten auf %1.</translation>
    </message>
    <message>
        <source>the start of the starter container</source>
        <translation>den Start des Probier-Containers</translation>
    </message>
    <message>
        <source>the starter image</source>
        <translation>das Probier-Image</translation>
    </message>
    <message>
        <source>The starter container ended with exit code %1.</source>
        <translation>Der Probier-Container endete mit Code %1.</translation>
    </message>
    <message>
        <source>three samples of the starter container</source>
        <translation>drei Messwerte des Probier-Containers</translation>
    </message>
    <message>
        <source>The picture could not be written to %1.</source>
        <translation>Das Bild konnte nicht nach %1 geschrieben werden.</translation>
    </message>
</context>
<context>
    <name>firkin::app::Tray</name>
    <message>
        <source>Show Firkin</source>
        <translation>Firkin zeigen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Firkin is still here</source>
        <translation>Firkin ist noch da</translation>
    </message>
    <message>
        <source>It waits in the tray, and containers keep running. Quit it from the icon’s menu.</source>
        <translation>Es wartet im Infobereich, und Container laufen weiter. Beenden geht über das Menü des Symbols.</translation>
    </message>
    <message>
        <source>New Container…</source>
        <translation>Neuer Container …</translation>
    </message>
    <message>
        <source>Stop All Containers</source>
        <translation>Alle Container stoppen</translation>
    </message>
    <message numerus="yes">
        <source>Firkin: %n container(s) running</source>
        <translation>
            <numerusform>Firkin: %n Container läuft</numerusform>
            <numerusform>Firkin: %n Container laufen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::terminal::TerminalView</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Select All</source>
        <translation>Alles auswählen</translation>
    </message>
    <message>
        <source>Find…</source>
        <translation>Suchen…</translation>
    </message>
    <message>
        <source>Clear Scrollback</source>
        <translation>Verlauf leeren</translation>
    </message>
    <message>
        <source>Larger Text</source>
        <translation>Größere Schrift</translation>
    </message>
    <message>
        <source>Smaller Text</source>
        <translation>Kleinere Schrift</translation>
    </message>
    <message>
        <source>Normal Text Size</source>
        <translation>Normale Schriftgröße</translation>
    </message>
    <message>
        <source>Terminal</source>
        <translation>Terminal</translation>
    </message>
    <message>
        <source>Paste several lines</source>
        <translation>Mehrere Zeilen einfügen</translation>
    </message>
    <message numerus="yes">
        <source>Paste %n lines into the terminal? Each of them runs as a command.</source>
        <translation>
            <numerusform>%n Zeile in das Terminal einfügen? Sie wird als Befehl ausgeführt.</numerusform>
            <numerusform>%n Zeilen in das Terminal einfügen? Jede wird als Befehl ausgeführt.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::Banner</name>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>firkin::ui::CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>Befehlspalette</translation>
    </message>
    <message>
        <source>What to do: “stop db”, “shell web”, “settings”</source>
        <translation>Was tun: „db stoppen“, „web shell“, „Einstellungen“</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Was zu tun ist</translation>
    </message>
    <message>
        <source>What fits</source>
        <translation>Was passt</translation>
    </message>
    <message>
        <source>Nothing fits. Try a verb and a name.</source>
        <translation>Nichts passt. Ein Verb und einen Namen versuchen.</translation>
    </message>
</context>
<context>
    <name>firkin::ui::Console</name>
    <message>
        <source>debug shell</source>
        <translation>Diagnose-Shell</translation>
    </message>
    <message>
        <source>shell</source>
        <translation>Shell</translation>
    </message>
    <message>
        <source>%1 of output skipped</source>
        <translation>%1 der Ausgabe übersprungen</translation>
    </message>
    <message>
        <source>%1 has ended by signal %2</source>
        <translation>%1 wurde durch Signal %2 beendet</translation>
    </message>
    <message>
        <source>%1 has ended with exit code %2</source>
        <translation>%1 endete mit Code %2</translation>
    </message>
    <message>
        <source>This terminal&apos;s session is gone</source>
        <translation>Die Sitzung dieses Terminals gibt es nicht mehr</translation>
    </message>
    <message>
        <source>Connection lost</source>
        <translation>Verbindung verloren</translation>
    </message>
    <message>
        <source>Reconnecting…</source>
        <translation>Verbindet neu…</translation>
    </message>
    <message>
        <source>Starting %1…</source>
        <translation>%1 startet…</translation>
    </message>
    <message>
        <source>The connection is lost. Trying again (%1 of 5)…</source>
        <translation>Die Verbindung ist verloren. Neuer Versuch (%1 von 5)…</translation>
    </message>
    <message>
        <source>The connection is lost. The program goes on without a viewer.</source>
        <translation>Die Verbindung ist verloren. Das Programm läuft ohne Zuschauer weiter.</translation>
    </message>
    <message>
        <source>Reconnect</source>
        <translation>Neu verbinden</translation>
    </message>
    <message>
        <source>The session is gone.</source>
        <translation>Die Sitzung gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>%1 has ended.</source>
        <translation>%1 ist beendet.</translation>
    </message>
    <message>
        <source>Restart Shell</source>
        <translation>Shell neu starten</translation>
    </message>
    <message>
        <source>This image has no shell.</source>
        <translation>Dieses Image hat keine Shell.</translation>
    </message>
    <message>
        <source>There is no such program in this image.</source>
        <translation>Dieses Image hat kein solches Programm.</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Open Debug Shell</source>
        <translation>Diagnose-Shell öffnen</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Show Full Output</source>
        <translation>Ganze Ausgabe zeigen</translation>
    </message>
    <message>
        <source>Open this address?</source>
        <translation>Diese Adresse öffnen?</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>firkin::ui::ConsoleBar</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>firkin::ui::ConsoleTabs</name>
    <message>
        <source>Terminals</source>
        <translation>Terminals</translation>
    </message>
</context>
<context>
    <name>firkin::ui::ConsoleUpload</name>
    <message>
        <source>Only files of this computer can be dropped here.</source>
        <translation>Hier können nur Dateien dieses Rechners abgelegt werden.</translation>
    </message>
    <message numerus="yes">
        <source>Copying %n item(s) to %1</source>
        <translation>
            <numerusform>%n Objekt wird nach %1 kopiert</numerusform>
            <numerusform>%n Objekte werden nach %1 kopiert</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::ConsoleWindow</name>
    <message>
        <source>Move to the Main Window</source>
        <translation>Ins Hauptfenster</translation>
    </message>
</context>
<context>
    <name>firkin::ui::ContainerCommands</name>
    <message>
        <source>Force off %1?</source>
        <translation>%1 abschalten?</translation>
    </message>
    <message numerus="yes">
        <source>Force off %n containers?</source>
        <translation>
            <numerusform>%n Container abschalten?</numerusform>
            <numerusform>%n Container abschalten?</numerusform>
        </translation>
    </message>
    <message>
        <source>The machine ends at once, as if its power were cut. What programs have not written to disk is lost.</source>
        <translation>Die Maschine endet sofort, wie ohne Strom. Was Programme nicht geschrieben haben, ist verloren.</translation>
    </message>
    <message>
        <source>Force Off</source>
        <translation>Abschalten</translation>
    </message>
    <message>
        <source>Stop and delete %1?</source>
        <translation>%1 stoppen und löschen?</translation>
    </message>
    <message numerus="yes">
        <source>Stop and delete %n containers?</source>
        <translation>
            <numerusform>%n Container stoppen und löschen?</numerusform>
            <numerusform>%n Container stoppen und löschen?</numerusform>
        </translation>
    </message>
    <message>
        <source>Its programs are stopped. The container moves to the trash and can be restored from there.</source>
        <translation>Seine Programme werden gestoppt. Der Container kommt in den Papierkorb und kann von dort zurückgeholt werden.</translation>
    </message>
    <message>
        <source>Stop and Delete</source>
        <translation>Stoppen und löschen</translation>
    </message>
    <message>
        <source>Copied %1</source>
        <translation>%1 kopiert</translation>
    </message>
    <message numerus="yes">
        <source>%n commands</source>
        <translation>
            <numerusform>%n Befehl</numerusform>
            <numerusform>%n Befehle</numerusform>
        </translation>
    </message>
    <message>
        <source>Rename %1</source>
        <translation>%1 umbenennen</translation>
    </message>
    <message>
        <source>New name:</source>
        <translation>Neuer Name:</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>A name has 1 to 64 letters, digits, “_”, “.” or “-”.</source>
        <translation>Ein Name hat 1 bis 64 Buchstaben, Ziffern, „_“, „.“ oder „-“.</translation>
    </message>
    <message>
        <source>That name is already taken.</source>
        <translation>Dieser Name ist schon vergeben.</translation>
    </message>
    <message>
        <source>Ports…</source>
        <translation>Ports …</translation>
    </message>
    <message>
        <source>The pod %1 ends as a whole, with all of its containers.</source>
        <translation>Der Pod %1 endet als Ganzes, mit allen seinen Containern.</translation>
    </message>
</context>
<context>
    <name>firkin::ui::ContainerConsoles</name>
    <message>
        <source>New Shell</source>
        <translation>Neue Shell</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen …</translation>
    </message>
    <message>
        <source>Detached: it is the container&apos;s own process and goes on.</source>
        <translation>Abgelöst: Es ist der eigene Prozess des Containers und läuft weiter.</translation>
    </message>
    <message>
        <source>Close the terminal?</source>
        <translation>Das Terminal schließen?</translation>
    </message>
    <message>
        <source>“%1” runs in it and will be ended.</source>
        <translation>„%1“ läuft darin und wird beendet.</translation>
    </message>
    <message>
        <source>Close Terminal</source>
        <translation>Terminal schließen</translation>
    </message>
    <message>
        <source>Rename Terminal</source>
        <translation>Terminal umbenennen</translation>
    </message>
    <message>
        <source>Name (empty: the program&apos;s own title)</source>
        <translation>Name (leer: der eigene Titel des Programms)</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>It is not running</source>
        <translation>Er läuft nicht</translation>
    </message>
    <message>
        <source>A terminal needs a running container.</source>
        <translation>Ein Terminal braucht einen laufenden Container.</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message numerus="yes">
        <source>%n session(s) without a viewer</source>
        <translation>
            <numerusform>%n Sitzung ohne Betrachter</numerusform>
            <numerusform>%n Sitzungen ohne Betrachter</numerusform>
        </translation>
    </message>
    <message>
        <source>They go on running. Attach to see their text again.</source>
        <translation>Sie laufen weiter. Verbinden Sie sich, um ihren Text wieder zu sehen.</translation>
    </message>
    <message>
        <source>Attach</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>No terminal</source>
        <translation>Kein Terminal</translation>
    </message>
    <message>
        <source>Several shells can be open side by side, and they outlive this window.</source>
        <translation>Mehrere Shells können nebeneinander offen sein, und sie überleben dieses Fenster.</translation>
    </message>
    <message>
        <source>New Shell as root</source>
        <translation>Neue Shell als root</translation>
    </message>
    <message>
        <source>Debug Shell</source>
        <translation>Debug-Shell</translation>
    </message>
    <message>
        <source>A shell of our own in the container&apos;s namespaces, for images that have none.</source>
        <translation>Eine eigene Shell in den Namensräumen des Containers, für Images ohne Shell.</translation>
    </message>
    <message>
        <source>Without a viewer</source>
        <translation>Ohne Betrachter</translation>
    </message>
    <message>
        <source>New Shell (%1)</source>
        <translation>Neue Shell (%1)</translation>
    </message>
    <message>
        <source>Leave Without a Viewer</source>
        <translation>Ohne Betrachter lassen</translation>
    </message>
</context>
<context>
    <name>firkin::ui::ContainerDelegate</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Force Off</source>
        <translation>Abschalten</translation>
    </message>
</context>
<context>
    <name>firkin::ui::ContainerDetail</name>
    <message>
        <source>More actions</source>
        <translation>Weitere Aktionen</translation>
    </message>
    <message>
        <source>Show it alone (Ctrl+Shift+Return)</source>
        <translation>Allein zeigen (Strg+Umschalt+Eingabe)</translation>
    </message>
    <message>
        <source>Show it alone</source>
        <translation>Allein zeigen</translation>
    </message>
    <message>
        <source>Back to the list (Esc)</source>
        <translation>Zurück zur Liste (Esc)</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>Zurück zur Liste</translation>
    </message>
    <message>
        <source>Places of the container</source>
        <translation>Bereiche des Containers</translation>
    </message>
    <message>
        <source>for %1</source>
        <translation>seit %1</translation>
    </message>
    <message>
        <source>Force Off</source>
        <translation>Abschalten</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>firkin::ui::ContainerModel</name>
    <message>
        <source>Processor time as a share of the container’s own limit</source>
        <translation>Prozessorzeit als Anteil an der Grenze des Containers</translation>
    </message>
    <message>
        <source>Memory in use without cache that can be given back, and the container’s limit</source>
        <translation>Genutzter Speicher ohne Zwischenspeicher, der abgegeben werden kann, und die Grenze des Containers</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Image</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Uptime</source>
        <translation>Laufzeit</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>Ports</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Received and sent, bytes a second together</source>
        <translation>Empfangen und gesendet, zusammen in Byte je Sekunde</translation>
    </message>
    <message>
        <source>Read and written, bytes a second together</source>
        <translation>Gelesen und geschrieben, zusammen in Byte je Sekunde</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Datenträger</translation>
    </message>
    <message>
        <source>received %1
sent %2</source>
        <translation>empfangen %1
gesendet %2</translation>
    </message>
    <message>
        <source>read %1
written %2</source>
        <translation>gelesen %1
geschrieben %2</translation>
    </message>
</context>
<context>
    <name>firkin::ui::ContainerTable</name>
    <message>
        <source>Containers</source>
        <translation>Container</translation>
    </message>
    <message>
        <source>As at First</source>
        <translation>Wie am Anfang</translation>
    </message>
</context>
<context>
    <name>firkin::ui::ContainerTile</name>
    <message>
        <source>CPU %1, memory %2</source>
        <translation>CPU %1, Speicher %2</translation>
    </message>
</context>
<context>
    <name>firkin::ui::ContainersPage</name>
    <message>
        <source>No container matches</source>
        <translation>Kein Container passt</translation>
    </message>
    <message>
        <source>Show All</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>%1 moved to the trash</source>
        <translation>%1 liegt im Papierkorb</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Search containers (Ctrl+F)</source>
        <translation>Container suchen (Strg+F)</translation>
    </message>
    <message>
        <source>New Container…</source>
        <translation>Neuer Container …</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Gestoppt</translation>
    </message>
    <message>
        <source>In Trouble</source>
        <translation>Mit Problem</translation>
    </message>
    <message>
        <source>Which containers are shown</source>
        <translation>Welche Container gezeigt werden</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>The search looks at names, images and ports; the choice of states counts, too.</source>
        <translation>Die Suche sieht auf Namen, Images und Ports; auch die Auswahl der Zustände zählt.</translation>
    </message>
</context>
<context>
    <name>firkin::ui::CopyFlow</name>
    <message>
        <source>It is there already</source>
        <translation>Es ist schon da</translation>
    </message>
    <message>
        <source>“%1” is in %2 already. A folder keeps what the other one has not.</source>
        <translation>„%1“ ist schon in %2. Ein Ordner behält, was der andere nicht hat.</translation>
    </message>
    <message numerus="yes">
        <source>The same for %n more</source>
        <translation>
            <numerusform>Ebenso für %n weiteres</numerusform>
            <numerusform>Ebenso für %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Overwrite</source>
        <translation>Überschreiben</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>Keep Both</source>
        <translation>Beide behalten</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>firkin::ui::DashboardPage</name>
    <message>
        <source>Containers</source>
        <translation>Container</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>This Window</source>
        <translation>Dieses Fenster</translation>
    </message>
    <message>
        <source>Most CPU on this computer</source>
        <translation>Meiste CPU auf diesem Rechner</translation>
    </message>
    <message>
        <source>Most memory on this computer</source>
        <translation>Meister Speicher auf diesem Rechner</translation>
    </message>
    <message>
        <source>Running, the last 15 minutes</source>
        <translation>Laufende, die letzten 15 Minuten</translation>
    </message>
    <message>
        <source>Nothing is running</source>
        <translation>Nichts läuft</translation>
    </message>
    <message>
        <source>Here is what all running containers take from this computer, with a chart for each.</source>
        <translation>Hier steht, was alle laufenden Container von diesem Rechner brauchen, mit einem Diagramm für jeden.</translation>
    </message>
    <message>
        <source>Show Containers</source>
        <translation>Container zeigen</translation>
    </message>
    <message>
        <source>No answer since %1</source>
        <translation>Keine Antwort seit %1</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>%1 running</source>
        <translation>%1 laufen</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>von %1</translation>
    </message>
    <message>
        <source>%1 cores</source>
        <translation>%1 Kerne</translation>
    </message>
    <message>
        <source>on this computer %1 of %2</source>
        <translation>auf diesem Rechner %1 von %2</translation>
    </message>
    <message>
        <source>on this computer %1</source>
        <translation>auf diesem Rechner %1</translation>
    </message>
    <message>
        <source>received; sent %1</source>
        <translation>empfangen; gesendet %1</translation>
    </message>
    <message>
        <source>%1 CPU, %2 wake-ups/s</source>
        <translation>%1 CPU, %2-mal/s aufgewacht</translation>
    </message>
    <message>
        <source>measuring…</source>
        <translation>wird gemessen…</translation>
    </message>
</context>
<context>
    <name>firkin::ui::DragOut</name>
    <message numerus="yes">
        <source>%n files</source>
        <translation>
            <numerusform>%n Datei</numerusform>
            <numerusform>%n Dateien</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::DropSheet</name>
    <message>
        <source>Copy to %1</source>
        <translation>Nach %1 kopieren</translation>
    </message>
    <message numerus="yes">
        <source>%n items</source>
        <translation>
            <numerusform>%n Objekt</numerusform>
            <numerusform>%n Objekte</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy %1 to %2</source>
        <translation>%1 nach %2 kopieren</translation>
    </message>
    <message>
        <source>Into the &amp;folder</source>
        <translation>In den &amp;Ordner</translation>
    </message>
    <message>
        <source>root</source>
        <translation>root</translation>
    </message>
    <message>
        <source>The owner of the folder</source>
        <translation>Der Besitzer des Ordners</translation>
    </message>
    <message>
        <source>The same numbers as on this computer</source>
        <translation>Dieselben Nummern wie auf diesem Rechner</translation>
    </message>
    <message>
        <source>&amp;Owner</source>
        <translation>&amp;Besitzer</translation>
    </message>
    <message>
        <source>Modes and links stay as they are.</source>
        <translation>Rechte und Verknüpfungen bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>firkin::ui::EditedFiles</name>
    <message>
        <source>Only files can be edited.</source>
        <translation>Nur Dateien können bearbeitet werden.</translation>
    </message>
    <message>
        <source>%1 is too large to be edited here (%2).</source>
        <translation>%1 ist zu groß, um hier bearbeitet zu werden (%2).</translation>
    </message>
    <message>
        <source>No program is set up to open this file. An editor can be chosen in the settings.</source>
        <translation>Für diese Datei ist kein Programm eingerichtet. In den Einstellungen kann ein Editor gewählt werden.</translation>
    </message>
    <message>
        <source>The editor %1 could not be started. Another can be chosen in the settings.</source>
        <translation>Der Editor %1 konnte nicht gestartet werden. In den Einstellungen kann ein anderer gewählt werden.</translation>
    </message>
    <message>
        <source>%1 saved in %2</source>
        <translation>%1 in %2 gespeichert</translation>
    </message>
    <message>
        <source>It has changed in the container</source>
        <translation>Sie hat sich im Container geändert</translation>
    </message>
    <message>
        <source>%1 is not what it was when you opened it.</source>
        <translation>%1 ist nicht mehr, was sie beim Öffnen war.</translation>
    </message>
    <message>
        <source>Overwrite It</source>
        <translation>Überschreiben</translation>
    </message>
    <message>
        <source>Do Not Save</source>
        <translation>Nicht speichern</translation>
    </message>
</context>
<context>
    <name>firkin::ui::FileTreeModel</name>
    <message>
        <source>Could not be listed</source>
        <translation>Konnte nicht gelesen werden</translation>
    </message>
    <message>
        <source>Could not be listed: %1</source>
        <translation>Konnte nicht gelesen werden: %1</translation>
    </message>
    <message>
        <source>Listing…</source>
        <translation>Wird gelesen…</translation>
    </message>
    <message>
        <source>→ %1 (missing)</source>
        <translation>→ %1 (fehlt)</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Rechte</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Besitzer</translation>
    </message>
    <message>
        <source>Modified</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Link target</source>
        <translation>Ziel der Verknüpfung</translation>
    </message>
</context>
<context>
    <name>firkin::ui::FileTreeView</name>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
</context>
<context>
    <name>firkin::ui::FilesService</name>
    <message>
        <source>Copy %1 to %2</source>
        <translation>%1 nach %2 kopieren</translation>
    </message>
    <message numerus="yes">
        <source>Copy %n items to %1</source>
        <translation>
            <numerusform>%n Objekt nach %1 kopieren</numerusform>
            <numerusform>%n Objekte nach %1 kopieren</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy %1 out of %2</source>
        <translation>%1 aus %2 kopieren</translation>
    </message>
    <message numerus="yes">
        <source>Copy %n items out of %1</source>
        <translation>
            <numerusform>%n Objekt aus %1 kopieren</numerusform>
            <numerusform>%n Objekte aus %1 kopieren</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::FilesView</name>
    <message>
        <source>Copy Files into %1</source>
        <translation>Dateien nach %1 kopieren</translation>
    </message>
    <message>
        <source>Copy In</source>
        <translation>Hineinkopieren</translation>
    </message>
    <message>
        <source>Copy a Folder into %1</source>
        <translation>Ordner nach %1 kopieren</translation>
    </message>
    <message>
        <source>Copy to This Computer</source>
        <translation>Auf diesen Rechner kopieren</translation>
    </message>
    <message>
        <source>Copy Here</source>
        <translation>Hierher kopieren</translation>
    </message>
    <message>
        <source>New Folder</source>
        <translation>Neuer Ordner</translation>
    </message>
    <message>
        <source>Name of the new folder in %1</source>
        <translation>Name des neuen Ordners in %1</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Anlegen</translation>
    </message>
    <message>
        <source>Deleted %1</source>
        <translation>%1 gelöscht</translation>
    </message>
    <message numerus="yes">
        <source>Deleted %n item(s)</source>
        <translation>
            <numerusform>%n Objekt gelöscht</numerusform>
            <numerusform>%n Objekte gelöscht</numerusform>
        </translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>There are no files on the clipboard.</source>
        <translation>In der Zwischenablage sind keine Dateien.</translation>
    </message>
    <message>
        <source>Only files and folders of this computer can be dropped here.</source>
        <translation>Hier können nur Dateien und Ordner dieses Rechners abgelegt werden.</translation>
    </message>
    <message>
        <source>Copied to %1</source>
        <translation>Nach %1 kopiert</translation>
    </message>
    <message>
        <source>Copy Files In…</source>
        <translation>Dateien hineinkopieren…</translation>
    </message>
    <message>
        <source>Copy Folder In…</source>
        <translation>Ordner hineinkopieren…</translation>
    </message>
    <message>
        <source>Copy To…</source>
        <translation>Kopieren nach…</translation>
    </message>
    <message>
        <source>New Folder…</source>
        <translation>Neuer Ordner…</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Copy Path</source>
        <translation>Pfad kopieren</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Aktualisieren</translation>
    </message>
    <message>
        <source>%1 cannot be copied into itself.</source>
        <translation>%1 kann nicht in sich selbst kopiert werden.</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Looking into the stopped container…</source>
        <translation>Der gestoppte Container wird angesehen…</translation>
    </message>
    <message>
        <source>Its machine is started without its program, and stopped again when nobody has looked for a while.</source>
        <translation>Seine Maschine startet ohne sein Programm und stoppt wieder, wenn eine Weile niemand hineingesehen hat.</translation>
    </message>
</context>
<context>
    <name>firkin::ui::FirstRunPage</name>
    <message>
        <source>Run your first container</source>
        <translation>Den ersten Container starten</translation>
    </message>
    <message>
        <source>Each container gets a small virtual machine of its own. No root, no daemon.</source>
        <translation>Jeder Container bekommt eine kleine virtuelle Maschine für sich. Kein root, kein Dienst.</translation>
    </message>
    <message>
        <source>See it live</source>
        <translation>Live zusehen</translation>
    </message>
    <message>
        <source>Processor, memory, network and disk, second by second.</source>
        <translation>Prozessor, Speicher, Netz und Datenträger, Sekunde für Sekunde.</translation>
    </message>
    <message>
        <source>Work inside</source>
        <translation>Darin arbeiten</translation>
    </message>
    <message>
        <source>Shells in tabs that outlive this window.</source>
        <translation>Shells in Tabs, die dieses Fenster überdauern.</translation>
    </message>
    <message>
        <source>Drop files in</source>
        <translation>Dateien ablegen</translation>
    </message>
    <message>
        <source>Drag files onto a container to copy them.</source>
        <translation>Dateien auf einen Container ziehen, um sie zu kopieren.</translation>
    </message>
    <message>
        <source>Run the Starter Container</source>
        <translation>Probier-Container starten</translation>
    </message>
    <message>
        <source>New Container…</source>
        <translation>Neuer Container…</translation>
    </message>
    <message>
        <source>Progress of the first run</source>
        <translation>Fortschritt des ersten Starts</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>The starter image is part of Firkin: the first run needs no network.</source>
        <translation>Das Probier-Image gehört zu Firkin: Der erste Start braucht kein Netz.</translation>
    </message>
</context>
<context>
    <name>firkin::ui::FormDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>firkin::ui::HistoryDialog</name>
    <message>
        <source>History of %1</source>
        <translation>Verlauf von %1</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen …</translation>
    </message>
    <message>
        <source>Steps, the newest first</source>
        <translation>Schritte, der neueste zuerst</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Erstellt</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>The step&apos;s whole command</source>
        <translation>Der ganze Befehl des Schritts</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>(not told)</source>
        <translation>(nicht angegeben)</translation>
    </message>
    <message numerus="yes">
        <source>%n step(s), %1</source>
        <translation>
            <numerusform>%n Schritt, %1</numerusform>
            <numerusform>%n Schritte, %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::ImageActions</name>
    <message>
        <source>Run…</source>
        <translation>Ausführen …</translation>
    </message>
    <message>
        <source>Copy Name</source>
        <translation>Namen kopieren</translation>
    </message>
    <message>
        <source>Push…</source>
        <translation>Hochladen …</translation>
    </message>
    <message>
        <source>Save Archive…</source>
        <translation>Archiv speichern …</translation>
    </message>
    <message>
        <source>Add Name…</source>
        <translation>Namen hinzufügen …</translation>
    </message>
    <message>
        <source>History…</source>
        <translation>Verlauf …</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen …</translation>
    </message>
    <message>
        <source>Load Archive…</source>
        <translation>Archiv laden …</translation>
    </message>
    <message>
        <source>Delete Unused…</source>
        <translation>Unbenutzte löschen …</translation>
    </message>
    <message>
        <source>Registries…</source>
        <translation>Registrys …</translation>
    </message>
    <message>
        <source>Push Image</source>
        <translation>Image hochladen</translation>
    </message>
    <message>
        <source>Where to, as registry.example/name:tag</source>
        <translation>Wohin, als registry.example/name:tag</translation>
    </message>
    <message>
        <source>Push</source>
        <translation>Hochladen</translation>
    </message>
    <message>
        <source>An image name has no spaces.</source>
        <translation>Ein Image-Name hat keine Leerzeichen.</translation>
    </message>
    <message>
        <source>Save Image Archive</source>
        <translation>Image-Archiv speichern</translation>
    </message>
    <message>
        <source>Image archives (*.tar)</source>
        <translation>Image-Archive (*.tar)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Add Name</source>
        <translation>Namen hinzufügen</translation>
    </message>
    <message>
        <source>Another name for %1</source>
        <translation>Ein weiterer Name für %1</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Load Image Archive</source>
        <translation>Image-Archiv laden</translation>
    </message>
    <message>
        <source>Image archives (*.tar *.tar.gz *.tgz *.oci)</source>
        <translation>Image-Archive (*.tar *.tar.gz *.tgz *.oci)</translation>
    </message>
    <message>
        <source>Delete %1?</source>
        <translation>%1 löschen?</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n images?</source>
        <translation>
            <numerusform>%n Image löschen?</numerusform>
            <numerusform>%n Images löschen?</numerusform>
        </translation>
    </message>
    <message>
        <source>The image has to be pulled or loaded again to be used.</source>
        <translation>Das Image muss neu geholt oder geladen werden, um es wieder zu benutzen.</translation>
    </message>
    <message>
        <source>They have to be pulled or loaded again to be used.</source>
        <translation>Sie müssen neu geholt oder geladen werden, um sie wieder zu benutzen.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>(no name)</source>
        <translation>(ohne Namen)</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n image(s) that no container uses?</source>
        <translation>
            <numerusform>%n Image löschen, das kein Container benutzt?</numerusform>
            <numerusform>%n Images löschen, die kein Container benutzt?</numerusform>
        </translation>
    </message>
    <message>
        <source>This frees up to %1. They have to be pulled or loaded again to be used.</source>
        <translation>Das macht bis zu %1 frei. Sie müssen neu geholt oder geladen werden, um sie wieder zu benutzen.</translation>
    </message>
</context>
<context>
    <name>firkin::ui::ImageModel</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Angelegt</translation>
    </message>
    <message>
        <source>Used by</source>
        <translation>Benutzt von</translation>
    </message>
    <message>
        <source>Digest</source>
        <translation>Prüfsumme</translation>
    </message>
    <message>
        <source>(no name)</source>
        <translation>(ohne Namen)</translation>
    </message>
    <message numerus="yes">
        <source>%n container(s)</source>
        <translation>
            <numerusform>%n Container</numerusform>
            <numerusform>%n Container</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::ImagesPage</name>
    <message>
        <source>Load Archive…</source>
        <translation>Archiv laden…</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Images</translation>
    </message>
    <message>
        <source>Loaded %1</source>
        <translation>%1 geladen</translation>
    </message>
    <message>
        <source>Pulled %1</source>
        <translation>%1 geholt</translation>
    </message>
    <message>
        <source>No images yet</source>
        <translation>Noch keine Images</translation>
    </message>
    <message>
        <source>Pull one from a registry, or load an archive that was saved before.</source>
        <translation>Eines von einer Registry holen oder ein gespeichertes Archiv laden.</translation>
    </message>
    <message>
        <source>Pull Image…</source>
        <translation>Image holen…</translation>
    </message>
    <message>
        <source>No image matches</source>
        <translation>Kein Image passt</translation>
    </message>
    <message>
        <source>Show All</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>Pull Image</source>
        <translation>Image holen</translation>
    </message>
    <message>
        <source>Name, as registry.example/name:tag</source>
        <translation>Name, wie registry.example/name:tag</translation>
    </message>
    <message>
        <source>Pull</source>
        <translation>Holen</translation>
    </message>
    <message>
        <source>An image name has no spaces.</source>
        <translation>Ein Image-Name hat keine Leerzeichen.</translation>
    </message>
    <message>
        <source>Pushed %1</source>
        <translation>%1 hochgeladen</translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation>%1 gespeichert</translation>
    </message>
    <message>
        <source>Search images (Ctrl+F)</source>
        <translation>Images suchen (Strg+F)</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
</context>
<context>
    <name>firkin::ui::ImagesService</name>
    <message>
        <source>Pull %1</source>
        <translation>%1 holen</translation>
    </message>
    <message>
        <source>Load %1</source>
        <translation>%1 laden</translation>
    </message>
    <message>
        <source>Push %1</source>
        <translation>%1 hochladen</translation>
    </message>
    <message>
        <source>Save %1</source>
        <translation>%1 speichern</translation>
    </message>
</context>
<context>
    <name>firkin::ui::InspectTab</name>
    <message>
        <source>The same container on the command line:</source>
        <translation>Derselbe Container auf der Befehlszeile:</translation>
    </message>
    <message>
        <source>fk command</source>
        <translation>fk-Befehl</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the fk command</source>
        <translation>fk-Befehl kopieren</translation>
    </message>
    <message>
        <source>Record, specification and machine:</source>
        <translation>Datensatz, Spezifikation und Maschine:</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Aktualisieren</translation>
    </message>
    <message>
        <source>Copy the record</source>
        <translation>Datensatz kopieren</translation>
    </message>
    <message>
        <source>Record as JSON</source>
        <translation>Datensatz als JSON</translation>
    </message>
</context>
<context>
    <name>firkin::ui::LogView</name>
    <message>
        <source> … %1 more</source>
        <translation> … %1 weitere</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Select All</source>
        <translation>Alles auswählen</translation>
    </message>
    <message>
        <source>Larger Text</source>
        <translation>Größere Schrift</translation>
    </message>
    <message>
        <source>Smaller Text</source>
        <translation>Kleinere Schrift</translation>
    </message>
    <message>
        <source>Normal Text Size</source>
        <translation>Normale Schriftgröße</translation>
    </message>
</context>
<context>
    <name>firkin::ui::LogsPage</name>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Search the output</source>
        <translation>In der Ausgabe suchen</translation>
    </message>
    <message>
        <source>Previous Match (Shift+Enter)</source>
        <translation>Voriger Treffer (Umschalt+Eingabe)</translation>
    </message>
    <message>
        <source>Next Match (Enter)</source>
        <translation>Nächster Treffer (Eingabe)</translation>
    </message>
    <message>
        <source>Match Case</source>
        <translation>Groß- und Kleinschreibung</translation>
    </message>
    <message>
        <source>Show Matching Lines Only</source>
        <translation>Nur passende Zeilen zeigen</translation>
    </message>
    <message>
        <source>Timestamps</source>
        <translation>Zeitstempel</translation>
    </message>
    <message>
        <source>Wrap Lines</source>
        <translation>Zeilen umbrechen</translation>
    </message>
    <message>
        <source>Follow the End</source>
        <translation>Dem Ende folgen</translation>
    </message>
    <message>
        <source>Save Output As…</source>
        <translation>Ausgabe speichern unter…</translation>
    </message>
    <message>
        <source>%1 of older output is no longer kept.</source>
        <translation>%1 älterer Ausgabe sind nicht mehr da.</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>Noch nichts</translation>
    </message>
    <message>
        <source>Its output will be here once it has been started.</source>
        <translation>Seine Ausgabe steht hier, sobald er gestartet wurde.</translation>
    </message>
    <message>
        <source>No output</source>
        <translation>Keine Ausgabe</translation>
    </message>
    <message>
        <source>It ended without printing anything.</source>
        <translation>Er endete, ohne etwas auszugeben.</translation>
    </message>
    <message>
        <source>No output yet</source>
        <translation>Noch keine Ausgabe</translation>
    </message>
    <message>
        <source>It has not printed anything so far.</source>
        <translation>Bisher hat er nichts ausgegeben.</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Sucht…</translation>
    </message>
    <message>
        <source>No match</source>
        <translation>Kein Treffer</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n Zeile</numerusform>
            <numerusform>%n Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>Save Output</source>
        <translation>Ausgabe speichern</translation>
    </message>
    <message>
        <source>Save the output of %1</source>
        <translation>Ausgabe von %1 speichern</translation>
    </message>
    <message>
        <source>Regular Expression</source>
        <translation>Regulärer Ausdruck</translation>
    </message>
    <message>
        <source>With Three Lines Around Each Match</source>
        <translation>Mit drei Zeilen um jeden Treffer</translation>
    </message>
    <message>
        <source>Together with the Output of Others…</source>
        <translation>Zusammen mit der Ausgabe anderer…</translation>
    </message>
    <message>
        <source>There is no other container</source>
        <translation>Es gibt keinen anderen Container</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>This One Only</source>
        <translation>Nur dieser</translation>
    </message>
    <message>
        <source>Not an expression: %1</source>
        <translation>Kein Ausdruck: %1</translation>
    </message>
</context>
<context>
    <name>firkin::ui::MainWindow</name>
    <message>
        <source>Done: %1</source>
        <translation>Fertig: %1</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vor</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>%1 – Firkin</source>
        <translation>%1 – Firkin</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s), %1 %</source>
        <translation>
            <numerusform>%n Aufgabe, %1 %</numerusform>
            <numerusform>%n Aufgaben, %1 %</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s)</source>
        <translation>
            <numerusform>%n Aufgabe</numerusform>
            <numerusform>%n Aufgaben</numerusform>
        </translation>
    </message>
    <message>
        <source>What is being done now</source>
        <translation>Was gerade geschieht</translation>
    </message>
    <message>
        <source>Loading %1</source>
        <translation>%1 wird geladen</translation>
    </message>
    <message numerus="yes">
        <source>Loading %n images</source>
        <translation>
            <numerusform>%n Image wird geladen</numerusform>
            <numerusform>%n Images werden geladen</numerusform>
        </translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
</context>
<context>
    <name>firkin::ui::NetworkDialog</name>
    <message>
        <source>A name has letters, digits, dots, dashes and underscores, and begins with a letter or digit.</source>
        <translation>Ein Name hat Buchstaben, Ziffern, Punkte, Binde- und Unterstriche und beginnt mit einem Buchstaben oder einer Ziffer.</translation>
    </message>
    <message>
        <source>A range is an address and a prefix, such as 10.89.1.0/24.</source>
        <translation>Ein Bereich ist eine Adresse mit Präfix, etwa 10.89.1.0/24.</translation>
    </message>
    <message>
        <source>New Network</source>
        <translation>Neues Netzwerk</translation>
    </message>
    <message>
        <source>A free one</source>
        <translation>Ein freier</translation>
    </message>
    <message>
        <source>With IPv&amp;6 addresses, too</source>
        <translation>Auch mit IPv&amp;6-Adressen</translation>
    </message>
    <message>
        <source>&amp;Internal: no way out, no published ports</source>
        <translation>&amp;Intern: kein Weg nach außen, keine veröffentlichten Ports</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>&amp;Name:</translation>
    </message>
    <message>
        <source>&amp;Address range:</source>
        <translation>&amp;Adressbereich:</translation>
    </message>
    <message>
        <source>&amp;Largest packet:</source>
        <translation>&amp;Größtes Paket:</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Anlegen</translation>
    </message>
</context>
<context>
    <name>firkin::ui::NetworksPage</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Addresses</source>
        <translation>Adressen</translation>
    </message>
    <message>
        <source>Members</source>
        <translation>Mitglieder</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Largest packet</source>
        <translation>Größtes Paket</translation>
    </message>
    <message>
        <source>Copy Name</source>
        <translation>Namen kopieren</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Networks</source>
        <translation>Netzwerke</translation>
    </message>
    <message>
        <source>Member</source>
        <translation>Mitglied</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Also called</source>
        <translation>Auch genannt</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Members of the network</source>
        <translation>Mitglieder des Netzwerks</translation>
    </message>
    <message>
        <source>Search networks and ports (Ctrl+F)</source>
        <translation>Netzwerke und Ports suchen (Strg+F)</translation>
    </message>
    <message>
        <source>New Network…</source>
        <translation>Neues Netzwerk …</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>%1 of %2 run</source>
        <translation>%1 von %2 laufen</translation>
    </message>
    <message>
        <source>Internal</source>
        <translation>Intern</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Choose a network to see its members</source>
        <translation>Wählen Sie ein Netzwerk, um seine Mitglieder zu sehen</translation>
    </message>
    <message>
        <source>Several networks are chosen</source>
        <translation>Mehrere Netzwerke sind gewählt</translation>
    </message>
    <message>
        <source>No container is on %1</source>
        <translation>In %1 ist kein Container</translation>
    </message>
    <message>
        <source>Members of %1</source>
        <translation>Mitglieder von %1</translation>
    </message>
    <message>
        <source>Not yet</source>
        <translation>Noch nicht</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>No named networks yet</source>
        <translation>Noch keine benannten Netzwerke</translation>
    </message>
    <message>
        <source>Every container has a network of its own. On a named one they reach each other by name.</source>
        <translation>Jeder Container hat ein eigenes Netzwerk. In einem benannten erreichen sie einander beim Namen.</translation>
    </message>
    <message>
        <source>No network matches</source>
        <translation>Kein Netzwerk passt</translation>
    </message>
    <message>
        <source>Show All</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>Created the network %1</source>
        <translation>Netzwerk %1 angelegt</translation>
    </message>
    <message>
        <source>Delete the network %1?</source>
        <translation>Das Netzwerk %1 löschen?</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n networks?</source>
        <translation>
            <numerusform>%n Netzwerk löschen?</numerusform>
            <numerusform>%n Netzwerke löschen?</numerusform>
        </translation>
    </message>
    <message>
        <source>Its addresses become free. A network that a container is on stays.</source>
        <translation>Seine Adressen werden frei. Ein Netzwerk, in dem ein Container ist, bleibt.</translation>
    </message>
    <message>
        <source>%1 is on %2.</source>
        <translation>%1 ist in %2.</translation>
    </message>
</context>
<context>
    <name>firkin::ui::NewContainerDialog</name>
    <message>
        <source>New Container</source>
        <translation>Neuer Container</translation>
    </message>
    <message>
        <source>registry.example/name:tag</source>
        <translation>registry.example/name:tag</translation>
    </message>
    <message>
        <source>Made up if left empty</source>
        <translation>Leer: wird erfunden</translation>
    </message>
    <message>
        <source>The image’s own command</source>
        <translation>Der Befehl des Images</translation>
    </message>
    <message>
        <source>8080:80, 53:53/udp</source>
        <translation>8080:80, 53:53/udp</translation>
    </message>
    <message>
        <source>NAME=VALUE, one a line</source>
        <translation>NAME=WERT, einer je Zeile</translation>
    </message>
    <message>
        <source>The image’s own folder</source>
        <translation>Der Ordner des Images</translation>
    </message>
    <message>
        <source>Give its program a terminal</source>
        <translation>Programm mit Terminal</translation>
    </message>
    <message>
        <source>Connect to the network</source>
        <translation>Mit dem Netz verbinden</translation>
    </message>
    <message>
        <source>&amp;Image:</source>
        <translation>&amp;Image:</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>&amp;Name:</translation>
    </message>
    <message>
        <source>C&amp;ommand:</source>
        <translation>&amp;Befehl:</translation>
    </message>
    <message>
        <source>&amp;CPUs:</source>
        <translation>&amp;CPUs:</translation>
    </message>
    <message>
        <source>&amp;Memory:</source>
        <translation>&amp;Speicher:</translation>
    </message>
    <message>
        <source>&amp;Ports:</source>
        <translation>&amp;Ports:</translation>
    </message>
    <message>
        <source>Working &amp;folder:</source>
        <translation>Arbeits&amp;ordner:</translation>
    </message>
    <message>
        <source>The same on the command line:</source>
        <translation>Dasselbe auf der Befehlszeile:</translation>
    </message>
    <message>
        <source>&amp;Start it at once</source>
        <translation>Gleich s&amp;tarten</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Anlegen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Create and Start</source>
        <translation>Anlegen und starten</translation>
    </message>
    <message>
        <source>Pulling the image…</source>
        <translation>Image wird geholt…</translation>
    </message>
    <message>
        <source>That name is already taken.</source>
        <translation>Dieser Name ist schon vergeben.</translation>
    </message>
    <message>
        <source>Creating…</source>
        <translation>Wird angelegt…</translation>
    </message>
    <message>
        <source>Pull and Create</source>
        <translation>Holen und anlegen</translation>
    </message>
    <message>
        <source>None: a machine of its own</source>
        <translation>Keiner: eine eigene Maschine</translation>
    </message>
    <message>
        <source>Po&amp;d:</source>
        <translation>Po&amp;d:</translation>
    </message>
    <message>
        <source>Ports are published by the pod</source>
        <translation>Ports werden vom Pod veröffentlicht</translation>
    </message>
    <message>
        <source>Sections</source>
        <translation>Abschnitte</translation>
    </message>
    <message>
        <source>From docker run…</source>
        <translation>Aus docker run…</translation>
    </message>
    <message>
        <source>Fill the fields from a docker run command; pasting one into the dialog does the same</source>
        <translation>Die Felder aus einem Befehl docker run füllen; einen in den Dialog einzufügen tut dasselbe</translation>
    </message>
    <message>
        <source>Edit and Recreate %1</source>
        <translation>%1 ändern und neu anlegen</translation>
    </message>
    <message>
        <source>A new container takes the place of %1. The old one is stopped and moves to the trash, with the files in it.</source>
        <translation>Ein neuer Container tritt an die Stelle von %1. Der alte wird gestoppt und kommt mit seinen Dateien in den Papierkorb.</translation>
    </message>
    <message>
        <source>The command could not be read: %1</source>
        <translation>Der Befehl war nicht lesbar: %1</translation>
    </message>
    <message>
        <source>Filled from the command.</source>
        <translation>Aus dem Befehl gefüllt.</translation>
    </message>
    <message>
        <source>Filled from the command, but for: %1</source>
        <translation>Aus dem Befehl gefüllt, außer: %1</translation>
    </message>
    <message>
        <source>From a docker run Command</source>
        <translation>Aus einem Befehl docker run</translation>
    </message>
    <message>
        <source>&amp;Command, as it stands in a README:</source>
        <translation>&amp;Befehl, wie er in einer README steht:</translation>
    </message>
    <message>
        <source>Fill In</source>
        <translation>Ausfüllen</translation>
    </message>
    <message>
        <source>Recreate</source>
        <translation>Neu anlegen</translation>
    </message>
    <message>
        <source>Moving the old one to the trash…</source>
        <translation>Der alte kommt in den Papierkorb…</translation>
    </message>
    <message>
        <source>The image’s own program</source>
        <translation>Das Programm des Images</translation>
    </message>
    <message>
        <source>Keep its input open</source>
        <translation>Eingabe offen halten</translation>
    </message>
    <message>
        <source>Delete it when it has ended</source>
        <translation>Löschen, wenn er geendet hat</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>&amp;Program:</source>
        <translation>&amp;Programm:</translation>
    </message>
    <message>
        <source>The image’s own user</source>
        <translation>Der Benutzer des Images</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>&amp;Variables:</source>
        <translation>&amp;Variablen:</translation>
    </message>
    <message>
        <source>&amp;User:</source>
        <translation>Ben&amp;utzer:</translation>
    </message>
    <message>
        <source>Its name</source>
        <translation>Sein Name</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>&amp;Host name:</source>
        <translation>&amp;Hostname:</translation>
    </message>
    <message>
        <source>Resources</source>
        <translation>Ressourcen</translation>
    </message>
    <message>
        <source>&amp;Disk:</source>
        <translation>&amp;Datenträger:</translation>
    </message>
    <message>
        <source>The disk grows with what is written to it, up to this size.</source>
        <translation>Der Datenträger wächst mit dem, was geschrieben wird, bis zu dieser Größe.</translation>
    </message>
    <message>
        <source>The image’s own, or TERM</source>
        <translation>Das des Images oder TERM</translation>
    </message>
    <message>
        <source>10</source>
        <translation>10</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Erweitert</translation>
    </message>
    <message>
        <source>Stop &amp;signal:</source>
        <translation>Stopp&amp;signal:</translation>
    </message>
    <message>
        <source>&amp;Seconds to stop:</source>
        <translation>S&amp;ekunden zum Stoppen:</translation>
    </message>
    <message>
        <source>&amp;Labels:</source>
        <translation>&amp;Labels:</translation>
    </message>
</context>
<context>
    <name>firkin::ui::NewVolumeDialog</name>
    <message>
        <source>A name has letters, digits, “.”, “_” and “-”, and begins with a letter or digit.</source>
        <translation>Ein Name hat Buchstaben, Ziffern, „.“, „_“ und „-“ und beginnt mit einem Buchstaben oder einer Ziffer.</translation>
    </message>
    <message>
        <source>The size is a number with a unit, such as 10g or 512m.</source>
        <translation>Die Größe ist eine Zahl mit Einheit, etwa 10g oder 512m.</translation>
    </message>
    <message>
        <source>%1 needs at least %2.</source>
        <translation>%1 braucht mindestens %2.</translation>
    </message>
    <message>
        <source>New Volume</source>
        <translation>Neues Volume</translation>
    </message>
    <message>
        <source>made up</source>
        <translation>wird erfunden</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Size</source>
        <translation>&amp;Größe</translation>
    </message>
    <message>
        <source>&amp;Type</source>
        <translation>&amp;Typ</translation>
    </message>
    <message>
        <source>It takes on this computer what is in it, not its size.</source>
        <translation>Es belegt auf diesem Computer, was darin ist, nicht seine Größe.</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Anlegen</translation>
    </message>
</context>
<context>
    <name>firkin::ui::OverviewTab</name>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Container</source>
        <translation>Container</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Image</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Working folder</source>
        <translation>Arbeitsordner</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>Ports</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Grenzen</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Angelegt</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Gestartet</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>Maschine</translation>
    </message>
    <message>
        <source>Virtualization</source>
        <translation>Virtualisierung</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Processes</source>
        <translation>Prozesse</translation>
    </message>
    <message>
        <source>Memory on this computer</source>
        <translation>Speicher auf diesem Rechner</translation>
    </message>
    <message>
        <source>CPU on this computer</source>
        <translation>CPU auf diesem Rechner</translation>
    </message>
    <message>
        <source>Its program was ended by signal %1.</source>
        <translation>Sein Programm wurde durch Signal %1 beendet.</translation>
    </message>
    <message>
        <source>Its program ended by itself with exit code %1.</source>
        <translation>Sein Programm endete von selbst mit Code %1.</translation>
    </message>
    <message>
        <source>It was stopped. Exit code %1.</source>
        <translation>Er wurde gestoppt. Code %1.</translation>
    </message>
    <message>
        <source>Its program needed more memory than its limit of %1 and was ended by the kernel.</source>
        <translation>Sein Programm brauchte mehr Speicher als die Grenze von %1 und wurde vom Kernel beendet.</translation>
    </message>
    <message>
        <source>The kernel of its machine panicked.</source>
        <translation>Der Kernel seiner Maschine geriet in Panik.</translation>
    </message>
    <message>
        <source>Its machine ended unexpectedly.</source>
        <translation>Seine Maschine endete unerwartet.</translation>
    </message>
    <message>
        <source>Its supervisor ended unexpectedly, and its machine with it.</source>
        <translation>Sein Aufseher endete unerwartet und mit ihm die Maschine.</translation>
    </message>
    <message>
        <source>The last start did not succeed.</source>
        <translation>Der letzte Start gelang nicht.</translation>
    </message>
    <message>
        <source>%1, %2.</source>
        <translation>%1, %2.</translation>
    </message>
    <message>
        <source>%1 CPUs, %2 memory</source>
        <translation>%1 CPUs, %2 Speicher</translation>
    </message>
    <message>
        <source>Hardware (KVM)</source>
        <translation>Hardware (KVM)</translation>
    </message>
    <message>
        <source>Software emulation (no KVM)</source>
        <translation>Software-Emulation (kein KVM)</translation>
    </message>
    <message numerus="yes">
        <source>%n processor(s), %1</source>
        <translation>
            <numerusform>%n Prozessor, %1</numerusform>
            <numerusform>%n Prozessoren, %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Last start: %1</source>
        <translation>Letzter Start: %1</translation>
    </message>
    <message>
        <source>%1 of one core</source>
        <translation>%1 eines Kerns</translation>
    </message>
    <message>
        <source>1 CPU, %1 memory</source>
        <translation>1 CPU, %1 Speicher</translation>
    </message>
</context>
<context>
    <name>firkin::ui::PathBox</name>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>Path in the container</source>
        <translation>Pfad im Container</translation>
    </message>
</context>
<context>
    <name>firkin::ui::PodCommands</name>
    <message>
        <source>Start All</source>
        <translation>Alle starten</translation>
    </message>
    <message>
        <source>Stop All</source>
        <translation>Alle anhalten</translation>
    </message>
    <message>
        <source>Copy Name</source>
        <translation>Namen kopieren</translation>
    </message>
    <message>
        <source>Delete Pod…</source>
        <translation>Pod löschen …</translation>
    </message>
    <message>
        <source>What its shared volumes hold is lost.</source>
        <translation>Was in seinen gemeinsamen Volumes ist, geht verloren.</translation>
    </message>
    <message numerus="yes">
        <source>Its %n container(s) are stopped and move to the trash. What its shared volumes hold is lost.</source>
        <translation>
            <numerusform>Sein %n Container wird angehalten und kommt in den Papierkorb. Was in seinen gemeinsamen Volumes ist, geht verloren.</numerusform>
            <numerusform>Seine %n Container werden angehalten und kommen in den Papierkorb. Was in seinen gemeinsamen Volumes ist, geht verloren.</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete the pod %1?</source>
        <translation>Den Pod %1 löschen?</translation>
    </message>
    <message>
        <source>Delete Pod</source>
        <translation>Pod löschen</translation>
    </message>
</context>
<context>
    <name>firkin::ui::PortsView</name>
    <message>
        <source>Container</source>
        <translation>Container</translation>
    </message>
    <message>
        <source>Port inside</source>
        <translation>Port innen</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Published at</source>
        <translation>Veröffentlicht als</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Open in Browser</source>
        <translation>Im Browser öffnen</translation>
    </message>
    <message>
        <source>Copy Address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>Publish Port…</source>
        <translation>Port veröffentlichen …</translation>
    </message>
    <message>
        <source>Take Back</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>Published ports</source>
        <translation>Ports</translation>
    </message>
    <message>
        <source>any free port</source>
        <translation>irgendein freier Port</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>When it runs</source>
        <translation>Sobald er läuft</translation>
    </message>
    <message>
        <source>Ports of %1</source>
        <translation>Ports von %1</translation>
    </message>
    <message>
        <source>%1 (pod)</source>
        <translation>%1 (Pod)</translation>
    </message>
    <message>
        <source>No published ports</source>
        <translation>Keine veröffentlichten Ports</translation>
    </message>
    <message>
        <source>No port matches</source>
        <translation>Kein Port passt</translation>
    </message>
    <message>
        <source>A pod keeps the ports that it was made with.</source>
        <translation>Ein Pod behält die Ports, mit denen er angelegt wurde.</translation>
    </message>
</context>
<context>
    <name>firkin::ui::PostMortem</name>
    <message>
        <source>%1 in the last minute</source>
        <translation>%1 in der letzten Minute</translation>
    </message>
    <message>
        <source>The last lines of its output</source>
        <translation>Die letzten Zeilen seiner Ausgabe</translation>
    </message>
    <message>
        <source>The last messages of its kernel</source>
        <translation>Die letzten Meldungen seines Kernels</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen …</translation>
    </message>
    <message>
        <source>It printed nothing.</source>
        <translation>Er hat nichts ausgegeben.</translation>
    </message>
    <message>
        <source>None are kept.</source>
        <translation>Es sind keine aufgehoben.</translation>
    </message>
</context>
<context>
    <name>firkin::ui::ProcessCard</name>
    <message>
        <source>Processes</source>
        <translation>Prozesse</translation>
    </message>
</context>
<context>
    <name>firkin::ui::ProcessModel</name>
    <message>
        <source>PID</source>
        <translation>PID</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>CPU Time</source>
        <translation>CPU-Zeit</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
</context>
<context>
    <name>firkin::ui::PublishDialog</name>
    <message>
        <source>Publish Port</source>
        <translation>Port veröffentlichen</translation>
    </message>
    <message>
        <source>Any free one</source>
        <translation>Irgendein freier</translation>
    </message>
    <message>
        <source>This computer only</source>
        <translation>Nur dieser Computer</translation>
    </message>
    <message>
        <source>Everybody on its networks</source>
        <translation>Alle in seinen Netzwerken</translation>
    </message>
    <message>
        <source>&amp;Container:</source>
        <translation>&amp;Container:</translation>
    </message>
    <message>
        <source>Port in the con&amp;tainer:</source>
        <translation>Port im Con&amp;tainer:</translation>
    </message>
    <message>
        <source>Port on this c&amp;omputer:</source>
        <translation>Port auf diesem C&amp;omputer:</translation>
    </message>
    <message>
        <source>&amp;Reached by:</source>
        <translation>E&amp;rreichbar für:</translation>
    </message>
    <message>
        <source>P&amp;rotocol:</source>
        <translation>P&amp;rotokoll:</translation>
    </message>
    <message>
        <source>Publish</source>
        <translation>Veröffentlichen</translation>
    </message>
    <message>
        <source>There is no container that has a network.</source>
        <translation>Es gibt keinen Container, der ein Netzwerk hat.</translation>
    </message>
    <message>
        <source>Other computers will reach it, unless a firewall keeps them away.</source>
        <translation>Andere Computer werden ihn erreichen, wenn keine Firewall sie fernhält.</translation>
    </message>
    <message>
        <source>The container keeps its ports over restarts.</source>
        <translation>Der Container behält seine Ports über Neustarts.</translation>
    </message>
    <message>
        <source>Published; the port is chosen when the container starts</source>
        <translation>Veröffentlicht; der Port wird beim Start des Containers gewählt</translation>
    </message>
    <message>
        <source>Published at %1:%2</source>
        <translation>Veröffentlicht als %1:%2</translation>
    </message>
</context>
<context>
    <name>firkin::ui::RegistryDialog</name>
    <message>
        <source>Registries</source>
        <translation>Registrys</translation>
    </message>
    <message>
        <source>Logged in to</source>
        <translation>Angemeldet bei</translation>
    </message>
    <message>
        <source>Registries with a login</source>
        <translation>Registrys mit Anmeldung</translation>
    </message>
    <message>
        <source>Log Out</source>
        <translation>Abmelden</translation>
    </message>
    <message>
        <source>Registry</source>
        <translation>Registry</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>Benutzername</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Log In</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>No registry yet</source>
        <translation>Noch keine Registry</translation>
    </message>
    <message>
        <source>Asking the registry…</source>
        <translation>Die Registry wird gefragt …</translation>
    </message>
    <message>
        <source>Logged in. This desktop has no secret service: the password is in a file that only you may read.</source>
        <translation>Angemeldet. Dieser Desktop hat keinen Passwortdienst: Das Passwort liegt in einer Datei, die nur Sie lesen dürfen.</translation>
    </message>
    <message>
        <source>Logged in to %1.</source>
        <translation>Bei %1 angemeldet.</translation>
    </message>
</context>
<context>
    <name>firkin::ui::RowDrop</name>
    <message numerus="yes">
        <source>%n items</source>
        <translation>
            <numerusform>%n Objekt</numerusform>
            <numerusform>%n Objekte</numerusform>
        </translation>
    </message>
    <message>
        <source>Copying %1 to %2 in %3</source>
        <translation>%1 wird nach %2 in %3 kopiert</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>firkin::ui::SampleModel</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Gelesen</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Geschrieben</translation>
    </message>
    <message>
        <source>Processes</source>
        <translation>Prozesse</translation>
    </message>
    <message>
        <source>Host memory</source>
        <translation>Rechner: Speicher</translation>
    </message>
    <message>
        <source>Host CPU</source>
        <translation>Rechner: CPU</translation>
    </message>
</context>
<context>
    <name>firkin::ui::SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>&amp;Theme:</source>
        <translation>&amp;Farben:</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>When Firkin quits while containers run</source>
        <translation>Wenn Firkin endet, während Container laufen</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>Fragen</translation>
    </message>
    <message>
        <source>Keep them running</source>
        <translation>Weiterlaufen lassen</translation>
    </message>
    <message>
        <source>Stop them</source>
        <translation>Stoppen</translation>
    </message>
    <message>
        <source>Closing the window leaves Firkin in the tray</source>
        <translation>Beim Schließen bleibt Firkin im Infobereich</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Dieser Rechner</translation>
    </message>
    <message>
        <source>Check Again</source>
        <translation>Erneut prüfen</translation>
    </message>
    <message>
        <source>Copy Diagnostics</source>
        <translation>Diagnose kopieren</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Über</translation>
    </message>
    <message>
        <source>Firkin %1 with Qt %2
Free software under the GNU General Public License, version 3 or later</source>
        <translation>Firkin %1 mit Qt %2
Freie Software unter der GNU General Public License, Version 3 oder neuer</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>Wird geprüft…</translation>
    </message>
    <message>
        <source>Everything that is needed is here.</source>
        <translation>Alles Nötige ist da.</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n Problem</numerusform>
            <numerusform>%n Probleme</numerusform>
        </translation>
    </message>
    <message>
        <source>fine</source>
        <translation>gut</translation>
    </message>
    <message>
        <source>note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Terminals and files</source>
        <translation>Terminals und Dateien</translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation>S&amp;prache:</translation>
    </message>
    <message>
        <source>The language changes when Firkin is started again.</source>
        <translation>Die Sprache wechselt beim nächsten Start von Firkin.</translation>
    </message>
    <message>
        <source>Live &amp;values:</source>
        <translation>Live-&amp;Werte:</translation>
    </message>
    <message>
        <source>Every second</source>
        <translation>Jede Sekunde</translation>
    </message>
    <message>
        <source>Every 2 seconds</source>
        <translation>Alle 2 Sekunden</translation>
    </message>
    <message>
        <source>Every 5 seconds</source>
        <translation>Alle 5 Sekunden</translation>
    </message>
    <message>
        <source>Every 10 seconds</source>
        <translation>Alle 10 Sekunden</translation>
    </message>
    <message>
        <source>How often lists and charts are drawn anew; what is recorded stays as it is</source>
        <translation>Wie oft Listen und Diagramme neu gezeichnet werden; was aufgezeichnet wird, bleibt gleich</translation>
    </message>
    <message>
        <source>New containers</source>
        <translation>Neue Container</translation>
    </message>
    <message>
        <source>&amp;CPUs:</source>
        <translation>&amp;CPUs:</translation>
    </message>
    <message>
        <source>&amp;Memory:</source>
        <translation>&amp;Speicher:</translation>
    </message>
    <message>
        <source>&amp;Disk:</source>
        <translation>&amp;Datenträger:</translation>
    </message>
    <message>
        <source>For the window and for fk run alike. Containers that exist keep what they have.</source>
        <translation>Für das Fenster wie für fk run. Container, die es gibt, behalten, was sie haben.</translation>
    </message>
    <message>
        <source>Write a memory such as 512M or 2G; at least 16 MiB.</source>
        <translation>Einen Speicher wie 512M oder 2G angeben, mindestens 16 MiB.</translation>
    </message>
    <message>
        <source>Write a disk size such as 10G; at least 64 MiB.</source>
        <translation>Eine Größe wie 10G angeben, mindestens 64 MiB.</translation>
    </message>
    <message>
        <source>Tell the desktop when something long has ended</source>
        <translation>Melden, wenn etwas Langes fertig ist</translation>
    </message>
    <message>
        <source>Where things are</source>
        <translation>Wo alles liegt</translation>
    </message>
    <message>
        <source>Containers and images</source>
        <translation>Container und Images</translation>
    </message>
    <message>
        <source>What can be made again</source>
        <translation>Was neu gemacht werden kann</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>%1 öffnen</translation>
    </message>
    <message>
        <source>It stands on the work of others: %1.</source>
        <translation>Es steht auf der Arbeit anderer: %1.</translation>
    </message>
</context>
<context>
    <name>firkin::ui::SideBar</name>
    <message>
        <source>%1 (Ctrl+%2)</source>
        <translation>%1 (Strg+%2)</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
</context>
<context>
    <name>firkin::ui::SnapshotModel</name>
    <message>
        <source>Snapshot</source>
        <translation>Snapshot</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>Gemacht</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Stood still</source>
        <translation>Stand still</translation>
    </message>
    <message>
        <source>Cannot be restored: a file is missing or damaged</source>
        <translation>Nicht wiederherstellbar: Eine Datei fehlt oder ist beschädigt</translation>
    </message>
</context>
<context>
    <name>firkin::ui::SnapshotsService</name>
    <message>
        <source>Save a snapshot of %1</source>
        <translation>Snapshot von %1 sichern</translation>
    </message>
    <message>
        <source>Restore %1 of %2</source>
        <translation>%1 von %2 wiederherstellen</translation>
    </message>
    <message>
        <source>New container from %1</source>
        <translation>Neuer Container aus %1</translation>
    </message>
</context>
<context>
    <name>firkin::ui::SnapshotsView</name>
    <message>
        <source>%1 saved</source>
        <translation>%1 gesichert</translation>
    </message>
    <message>
        <source>%1 goes on from %2</source>
        <translation>%1 läuft ab %2 weiter</translation>
    </message>
    <message>
        <source>%1 runs</source>
        <translation>%1 läuft</translation>
    </message>
    <message>
        <source>Take Snapshot…</source>
        <translation>Snapshot …</translation>
    </message>
    <message>
        <source>Restore…</source>
        <translation>Wiederherstellen …</translation>
    </message>
    <message>
        <source>New Container…</source>
        <translation>Neuer Container …</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen …</translation>
    </message>
    <message>
        <source>Saves memory and disk; the container goes on</source>
        <translation>Sichert Speicher und Datenträger; der Container läuft weiter</translation>
    </message>
    <message>
        <source>The container goes on from the selected snapshot</source>
        <translation>Der Container läuft ab dem gewählten Snapshot weiter</translation>
    </message>
    <message>
        <source>A new container goes on from the selected snapshot</source>
        <translation>Ein neuer Container läuft ab dem gewählten Snapshot weiter</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Snapshots</source>
        <translation>Snapshots</translation>
    </message>
    <message>
        <source>No snapshots yet</source>
        <translation>Noch keine Snapshots</translation>
    </message>
    <message>
        <source>A snapshot keeps the container’s memory and disk of one moment. It goes on from there whenever you like.</source>
        <translation>Ein Snapshot hält Speicher und Datenträger des Containers in einem Augenblick fest. Von dort läuft er weiter, wann immer Sie wollen.</translation>
    </message>
    <message>
        <source>Take a snapshot of %1</source>
        <translation>Snapshot von %1 machen</translation>
    </message>
    <message>
        <source>What to remember about it</source>
        <translation>Was man sich dazu merken will</translation>
    </message>
    <message>
        <source>Take Snapshot</source>
        <translation>Snapshot machen</translation>
    </message>
    <message>
        <source>Restore %1?</source>
        <translation>%1 wiederherstellen?</translation>
    </message>
    <message>
        <source>%1 starts as it was %2. What is on its disk since then is lost.</source>
        <translation>%1 startet, wie er %2 war. Was seitdem auf seinem Datenträger ist, geht verloren.</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>%1 runs and is thrown back to how it was %2. What it has done since then is lost.</source>
        <translation>%1 läuft und wird darauf zurückgesetzt, wie er %2 war. Was er seitdem getan hat, geht verloren.</translation>
    </message>
    <message>
        <source>There is a container of that name.</source>
        <translation>Einen Container dieses Namens gibt es schon.</translation>
    </message>
    <message>
        <source>New container from %1</source>
        <translation>Neuer Container aus %1</translation>
    </message>
    <message>
        <source>Its name</source>
        <translation>Sein Name</translation>
    </message>
    <message>
        <source>Make It</source>
        <translation>Anlegen</translation>
    </message>
    <message>
        <source>Delete %1 forever?</source>
        <translation>%1 endgültig löschen?</translation>
    </message>
    <message>
        <source>This frees %1 and cannot be undone. The container is not touched.</source>
        <translation>Das gibt %1 frei und kann nicht rückgängig gemacht werden. Der Container bleibt unberührt.</translation>
    </message>
    <message>
        <source>Delete Forever</source>
        <translation>Endgültig löschen</translation>
    </message>
</context>
<context>
    <name>firkin::ui::StartWaterfall</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Phases of the last start: %1</source>
        <translation>Abschnitte des letzten Starts: %1</translation>
    </message>
    <message>
        <source>Preparation</source>
        <translation>Vorbereitung</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>Maschine</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>Kernel</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>File system</source>
        <translation>Dateisystem</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Guest setup</source>
        <translation>Einrichtung</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>Namen</translation>
    </message>
    <message>
        <source>Specification</source>
        <translation>Spezifikation</translation>
    </message>
    <message>
        <source>Streams</source>
        <translation>Datenströme</translation>
    </message>
    <message>
        <source>Creation</source>
        <translation>Anlegen</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
</context>
<context>
    <name>firkin::ui::StarterRun</name>
    <message>
        <source>Preparing the starter image…</source>
        <translation>Probier-Image wird vorbereitet…</translation>
    </message>
    <message>
        <source>Creating the container…</source>
        <translation>Container wird angelegt…</translation>
    </message>
</context>
<context>
    <name>firkin::ui::StatCard</name>
    <message>
        <source>Copy Picture</source>
        <translation>Bild kopieren</translation>
    </message>
    <message>
        <source>Copy Values</source>
        <translation>Werte kopieren</translation>
    </message>
    <message>
        <source>Save Picture As…</source>
        <translation>Bild speichern unter…</translation>
    </message>
    <message>
        <source>Save Picture</source>
        <translation>Bild speichern</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG-Bild (*.png)</translation>
    </message>
</context>
<context>
    <name>firkin::ui::StatePage</name>
    <message>
        <source>Loading…</source>
        <translation>Lädt…</translation>
    </message>
    <message>
        <source>This takes longer than usual. Nothing is lost; the answer is on its way.</source>
        <translation>Das dauert länger als sonst. Nichts ist verloren; die Antwort ist unterwegs.</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
</context>
<context>
    <name>firkin::ui::StatsView</name>
    <message>
        <source>1 min</source>
        <translation>1 min</translation>
    </message>
    <message>
        <source>5 min</source>
        <translation>5 min</translation>
    </message>
    <message>
        <source>15 min</source>
        <translation>15 min</translation>
    </message>
    <message>
        <source>1 h</source>
        <translation>1 h</translation>
    </message>
    <message>
        <source>24 h</source>
        <translation>24 h</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Lädt…</translation>
    </message>
    <message>
        <source>Waiting for the first sample…</source>
        <translation>Wartet auf den ersten Messwert…</translation>
    </message>
    <message>
        <source>Nothing was recorded in this time.</source>
        <translation>In dieser Zeit wurde nichts aufgezeichnet.</translation>
    </message>
    <message>
        <source>Not running</source>
        <translation>Läuft nicht</translation>
    </message>
    <message numerus="yes">
        <source>%n process(es)</source>
        <translation>
            <numerusform>%n Prozess</numerusform>
            <numerusform>%n Prozesse</numerusform>
        </translation>
    </message>
    <message>
        <source>on this computer: %1 and %2 of a core</source>
        <translation>auf diesem Rechner: %1 und %2 eines Kerns</translation>
    </message>
    <message numerus="yes">
        <source>%n out-of-memory kill(s)</source>
        <translation>
            <numerusform>%n Mal Speicher erschöpft</numerusform>
            <numerusform>%n Mal Speicher erschöpft</numerusform>
        </translation>
    </message>
    <message>
        <source>What its virtual machine and helpers take from this computer, beside the container&apos;s own figures.</source>
        <translation>Was virtuelle Maschine und Helfer von diesem Rechner brauchen, neben den Zahlen des Containers.</translation>
    </message>
    <message>
        <source>Statistics as a table</source>
        <translation>Statistik als Tabelle</translation>
    </message>
    <message>
        <source>Show as Table</source>
        <translation>Als Tabelle zeigen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Values as CSV…</source>
        <translation>Werte als CSV…</translation>
    </message>
    <message>
        <source>Save Values</source>
        <translation>Werte speichern</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>Kommagetrennte Werte (*.csv)</translation>
    </message>
    <message>
        <source>Charts as PNG…</source>
        <translation>Diagramme als PNG…</translation>
    </message>
    <message>
        <source>Save Picture</source>
        <translation>Bild speichern</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG-Bild (*.png)</translation>
    </message>
</context>
<context>
    <name>firkin::ui::TaskCard</name>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>What was done</source>
        <translation>Was getan wurde</translation>
    </message>
</context>
<context>
    <name>firkin::ui::TasksPage</name>
    <message>
        <source>Nothing to do</source>
        <translation>Nichts zu tun</translation>
    </message>
    <message>
        <source>Pulls, loads and copies are listed here while they run, and stay until you clear them.</source>
        <translation>Hier stehen Holen, Laden und Kopieren, solange sie laufen, und bis sie weggeräumt werden.</translation>
    </message>
    <message>
        <source>Clear Ended</source>
        <translation>Beendete entfernen</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Aufgaben</translation>
    </message>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n läuft</numerusform>
            <numerusform>%n laufen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ended</source>
        <translation>
            <numerusform>%n beendet</numerusform>
            <numerusform>%n beendet</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>firkin::ui::TerminalSection</name>
    <message>
        <source>Mark a tab when its program rings the bell</source>
        <translation>Reiter markieren, wenn sein Programm klingelt</translation>
    </message>
    <message>
        <source>Copy what is selected</source>
        <translation>Kopieren, was ausgewählt wird</translation>
    </message>
    <message>
        <source>Ask before several lines are pasted</source>
        <translation>Fragen, bevor mehrere Zeilen eingefügt werden</translation>
    </message>
    <message>
        <source> pt</source>
        <translation> pt</translation>
    </message>
    <message>
        <source>As the window</source>
        <translation>Wie das Fenster</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source> lines</source>
        <translation> Zeilen</translation>
    </message>
    <message>
        <source>What the desktop opens the file with</source>
        <translation>Womit der Desktop die Datei öffnet</translation>
    </message>
    <message>
        <source>&amp;Font:</source>
        <translation>Schrift&amp;art:</translation>
    </message>
    <message>
        <source>S&amp;ize:</source>
        <translation>&amp;Größe:</translation>
    </message>
    <message>
        <source>&amp;Colours:</source>
        <translation>Far&amp;ben:</translation>
    </message>
    <message>
        <source>S&amp;crollback:</source>
        <translation>Ver&amp;lauf:</translation>
    </message>
    <message>
        <source>&amp;Editor for files:</source>
        <translation>&amp;Editor für Dateien:</translation>
    </message>
</context>
<context>
    <name>firkin::ui::Toasts</name>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>Meldungen</translation>
    </message>
</context>
<context>
    <name>firkin::ui::TopList</name>
    <message>
        <source>Nothing to show</source>
        <translation>Nichts zu zeigen</translation>
    </message>
</context>
<context>
    <name>firkin::ui::TransferPanel</name>
    <message>
        <source>Show each file</source>
        <translation>Jede Datei zeigen</translation>
    </message>
    <message numerus="yes">
        <source>%1, and %n more</source>
        <translation>
            <numerusform>%1 und %n weiteres</numerusform>
            <numerusform>%1 und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Cancel the copy</source>
        <translation>Kopieren abbrechen</translation>
    </message>
    <message numerus="yes">
        <source>%n could not be copied</source>
        <translation>
            <numerusform>%n konnte nicht kopiert werden</numerusform>
            <numerusform>%n konnten nicht kopiert werden</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 items</source>
        <translation>%1 von %2 Objekten</translation>
    </message>
</context>
<context>
    <name>firkin::ui::TransferRow</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>Skip %1</source>
        <translation>%1 überspringen</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Writing to disk…</source>
        <translation>Wird geschrieben…</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>Übersprungen</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
</context>
<context>
    <name>firkin::ui::TrashModel</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>Gelöscht</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
</context>
<context>
    <name>firkin::ui::TrashPage</name>
    <message>
        <source>Restore</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>Delete Forever</source>
        <translation>Endgültig löschen</translation>
    </message>
    <message>
        <source>Empty Trash</source>
        <translation>Papierkorb leeren</translation>
    </message>
    <message>
        <source>Kept for 7 days, or up to 10 GiB</source>
        <translation>Bleibt 7 Tage oder bis 10 GiB</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>Papierkorb</translation>
    </message>
    <message>
        <source>%1 restored</source>
        <translation>%1 ist zurück</translation>
    </message>
    <message>
        <source>The trash is empty</source>
        <translation>Der Papierkorb ist leer</translation>
    </message>
    <message>
        <source>Deleted containers wait here for 7 days.</source>
        <translation>Gelöschte Container warten hier 7 Tage.</translation>
    </message>
    <message>
        <source>Delete %1 forever?</source>
        <translation>%1 endgültig löschen?</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n containers forever?</source>
        <translation>
            <numerusform>%n Container endgültig löschen?</numerusform>
            <numerusform>%n Container endgültig löschen?</numerusform>
        </translation>
    </message>
    <message>
        <source>This frees %1 and cannot be undone.</source>
        <translation>Das gibt %1 frei und kann nicht rückgängig gemacht werden.</translation>
    </message>
</context>
<context>
    <name>firkin::ui::VolumeModel</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>Auf der Platte</translation>
    </message>
    <message>
        <source>Used by</source>
        <translation>Benutzt von</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Erstellt</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>%1, of one container</source>
        <translation>%1, eines Containers</translation>
    </message>
</context>
<context>
    <name>firkin::ui::VolumesPage</name>
    <message>
        <source>Show Container</source>
        <translation>Container zeigen</translation>
    </message>
    <message>
        <source>Copy Name</source>
        <translation>Namen kopieren</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Volumes</source>
        <translation>Volumes</translation>
    </message>
    <message>
        <source>Search volumes (Ctrl+F)</source>
        <translation>Volumes suchen (Strg+F)</translation>
    </message>
    <message>
        <source>New Volume…</source>
        <translation>Neues Volume …</translation>
    </message>
    <message>
        <source>No volumes yet</source>
        <translation>Noch keine Volumes</translation>
    </message>
    <message>
        <source>A volume keeps data when its container is deleted, and can be given to the next one.</source>
        <translation>Ein Volume behält Daten, wenn sein Container gelöscht wird, und kann dem nächsten gegeben werden.</translation>
    </message>
    <message>
        <source>No volume matches</source>
        <translation>Kein Volume passt</translation>
    </message>
    <message>
        <source>Show All</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>Endgültig löschen</translation>
    </message>
    <message>
        <source>Created %1</source>
        <translation>%1 angelegt</translation>
    </message>
    <message>
        <source>Delete %1?</source>
        <translation>%1 löschen?</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n volumes?</source>
        <translation>
            <numerusform>%n Volume löschen?</numerusform>
            <numerusform>%n Volumes löschen?</numerusform>
        </translation>
    </message>
    <message>
        <source>What is in the volume is lost.</source>
        <translation>Was in dem Volume ist, geht verloren.</translation>
    </message>
    <message>
        <source>What is in them is lost.</source>
        <translation>Was in ihnen ist, geht verloren.</translation>
    </message>
</context>
<context>
    <name>firkin::ui::chart::ChartView</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Containers, each in a small virtual machine of its own.</source>
        <translation>Container, jeder in einer kleinen virtuellen Maschine für sich.</translation>
    </message>
    <message>
        <source>Run the starter container, save a picture of its statistics, end.</source>
        <translation>Den Probier-Container starten, ein Bild seiner Statistik speichern, beenden.</translation>
    </message>
    <message>
        <source>Print the version.</source>
        <translation>Die Version ausgeben.</translation>
    </message>
    <message>
        <source>Firkin is already running, but does not answer.</source>
        <translation>Firkin läuft bereits, antwortet aber nicht.</translation>
    </message>
</context>
</TS>
