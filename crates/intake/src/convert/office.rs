//! LibreOffice without a window, with a profile of its own that trusts nobody.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use forms::read::{Format, NotConverted};

use super::program::{Ending, Workplace};
use super::{Converters, import};

/// What LibreOffice ends with when it has set up a new profile and wants to be started again
/// (`EXITHELPER_NORMAL_RESTART` in desktop/source/app/app.cxx).
const AGAIN: i32 = 81;

/// No macros, no links updated (Writer: 0 is never; Calc: 1 is never), nothing loaded from addresses in the document,
/// and a proxy that does not exist.
const PROFILE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"#;

impl Converters {
    /// A document in another format; `to` is `ending:filter`.
    pub(super) fn office(&self, from: Format, to: &str, bytes: &[u8]) -> Result<Vec<u8>, NotConverted> {
        let program = self.settings.office.as_ref().ok_or(NotConverted::Unavailable)?;
        let (ending, filter) = import(from).ok_or(NotConverted::Failed)?;
        let place = Workplace::new(&self.folder, ending, bytes)?;
        let profile = self.folder.join("office");
        prepare(&profile).map_err(|_| NotConverted::Unavailable)?;
        let mut installation = OsString::from("-env:UserInstallation=file://");
        installation.push(&profile);
        let made = place.folder().join("made");
        let arguments: [OsString; 12] = [
            installation,
            "--headless".into(),
            "--norestore".into(),
            "--nolockcheck".into(),
            "--nodefault".into(),
            "--nologo".into(),
            format!("--infilter={filter}").into(),
            "--convert-to".into(),
            to.into(),
            "--outdir".into(),
            made.clone().into(),
            place.file().into(),
        ];
        let program = worker(program);
        let mut ending = self.run(&place, &program, &arguments)?;
        if ending == Ending::Status(Some(AGAIN)) {
            ending = self.run(&place, &program, &arguments)?;
        }
        // It ends with 0 also when it could not load the file: what counts is whether there is a result.
        let result = place
            .file()
            .with_extension(to.split(':').next().unwrap_or_default());
        let result = made.join(result.file_name().unwrap_or_default());
        if ending == Ending::Status(Some(0)) {
            return place.take(&result);
        }
        // A profile that LibreOffice was killed over may be damaged; the next start makes a new one.
        drop(std::fs::remove_dir_all(&profile));
        Err(NotConverted::Failed)
    }
}

fn prepare(profile: &Path) -> std::io::Result<()> {
    let user = profile.join("user");
    if user.exists() {
        return Ok(());
    }
    std::fs::create_dir_all(&user)?;
    std::fs::write(user.join("registrymodifications.xcu"), PROFILE)
}

/// The program behind the start script, where it is: one process, which can be limited and ended. The script would
/// start others.
fn worker(program: &Path) -> PathBuf {
    let script = program.canonicalize().unwrap_or_else(|_| program.to_owned());
    let worker = script.with_file_name("soffice.bin");
    if worker.exists() { worker } else { script }
}
