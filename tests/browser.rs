//! The pages in a real browser: every control is clicked, and nothing may be reported on the console. Runs where a Chromium is found; where `CI` is
//! set, one must be.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says when it does not run"
)]

use std::path::Path;
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Helpers of the scripts that click.
const HELPERS: &str = r#"
const failures = [];
addEventListener("error", (event) => failures.push(`error: ${event.message}`));
addEventListener("securitypolicyviolation", (event) => failures.push(`blocked: ${event.blockedURI}`));
const check = (what, holds) => { if (!holds) failures.push(what); };
const query = (text) => document.querySelector(text);
const every = (text) => [...document.querySelectorAll(text)];
const shown = (text) => every(text).filter((one) => one.checkVisibility());
const type = (text, value) => { const control = query(text); control.value = value; control.dispatchEvent(new Event("input", { bubbles: true })); };
const press = (key) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
const flips = (what, text, state) => { const before = state(); query(text).click(); check(what, state() !== before); };
const theme = () => getComputedStyle(document.body).getPropertyValue("--ground") + getComputedStyle(document.documentElement).backgroundColor;
"#;

const PAIR: &str = r##"
flips("the theme changes", "#theme", theme);
flips("and changes back", "#theme", theme);
const gaps = every(".gap");
check("there are gaps", gaps.length > 10);
for (const gap of gaps) {
  gap.querySelector("button").click();
  check(`${gap.id} is chosen`, gap.classList.contains("current") && every(".gap.current").length === 1);
  const places = gap.querySelectorAll("dd .place").length;
  check(`${gap.id} shows its lines`, places === 0 || every(".l.lit").length > 0);
}
for (const place of every(".place")) {
  place.click();
  check(`${place.textContent} leads to its line`, query(place.getAttribute("href"))?.classList.contains("lit"));
}
query("#gap-next").click();
query(".gap button").click();
query("#gap-next").click();
check("next goes on", gaps[1].classList.contains("current"));
query("#gap-previous").click();
check("previous goes back", gaps[0].classList.contains("current"));
press("j");
check("j goes on", gaps[1].classList.contains("current"));
press("k");
check("k goes back", gaps[0].classList.contains("current"));
press("/");
check("/ searches", document.activeElement === query("#gap-search"));
type("#gap-search", "no gap has these words");
check("search hides", shown(".gap").length === 0 && query("#gap-count").textContent.startsWith("0 of"));
type("#gap-search", "");
for (const option of every("#gap-severity option, #gap-dimension option")) {
  const select = `#${option.parentElement.id}`;
  type(select, option.value);
  const fits = (gap) => !option.value || gap.dataset.severity === option.value || gap.dataset.dimension === option.value;
  check(`${option.value} filters`, shown(".gap").every(fits) && shown(".gap").length === gaps.filter(fits).length);
  type(select, "");
}
check("every line number leads to its line", every(".l > a").every((link) => query(link.getAttribute("href")) === link.parentElement));
check("text of the samples is text", query("#m-source img") === null && document.title.startsWith("Gap report"));
"##;

const BATCH: &str = r##"
flips("the theme changes", "#theme", theme);
const rows = () => every("#samples tbody tr");
check("there are samples", rows().length === 5);
every("#samples thead th").forEach((head, column) => {
  const cells = () => rows().map((row) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim()).filter((text) => text !== "");
  for (const wanted of ["first", "second"]) {
    head.querySelector("button").click();
    const order = head.getAttribute("aria-sort");
    const sorted = cells().sort((one, other) => head.dataset.kind === "number" ? Number(one) - Number(other) : one.localeCompare(other));
    if (order === "descending") sorted.reverse();
    check(`${head.textContent} sorts, ${wanted} click`, order !== "none" && JSON.stringify(sorted) === JSON.stringify(cells()));
  }
});
type("#search", "three-tier");
check("search filters", shown("#samples tbody tr").length === 1 && query("#shown").textContent === "1 of 5 samples");
query("#reset").click();
check("reset shows all", shown("#samples tbody tr").length === 5 && query("#shown").textContent === "5 samples");
for (const option of every("#tool option")) {
  type("#tool", option.value);
  check(`${option.value} filters`, shown("#samples tbody tr").length > 0 && shown("#samples tbody tr").every((row) => !option.value || row.dataset.tool === option.value));
}
query("#reset").click();
type("#least", "5");
check("least value", shown("#samples tbody tr").every((row) => Number(row.dataset.value) >= 5));
type("#least", "");
type("#most", "4");
check("greatest value", shown("#samples tbody tr").length > 0 && shown("#samples tbody tr").every((row) => Number(row.dataset.value) <= 4));
query("#reset").click();
query("#odd").click();
check("only odd ones", shown("#samples tbody tr").length > 0 && shown("#samples tbody tr").length < 5);
query("#reset").click();
for (const chip of every(".chip")) {
  chip.click();
  check(`${chip.textContent} filters`, shown("#samples tbody tr").length === Number(chip.querySelector(".count").textContent));
}
query("#reset").click();
for (const summary of every("summary")) {
  summary.click();
  check("details open", summary.parentElement.open);
}
press("/");
check("/ searches", document.activeElement === query("#search"));
check("reports are linked", every("#samples tbody a").length === 5);
check("charts are told in words", every("svg[role=img]").every((chart) => chart.getAttribute("aria-label").length > 10));
"##;

fn browser() -> Option<&'static str> {
    let known = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    let found = known
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success()));
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "no Chromium was found, and CI needs one");
        eprintln!("no Chromium was found: the pages are not tested in a browser");
    }
    found
}

/// Opens a page with a script behind its own, and fails with what the script found.
fn click(browser: &str, page: &Path, script: &str) {
    let text = std::fs::read_to_string(page).unwrap();
    assert!(!text.contains("http://") || !text.contains("src=\"http"), "the page loads something");
    let report = "const result = document.createElement('pre'); result.id = 'result'; result.textContent = failures.length ? failures.join('\\n') : 'all is well'; document.body.append(result);";
    let script = format!(
        "<script>{HELPERS}\ntry {{ {script} }} catch (error) {{ failures.push(String(error.stack)); }}\n{report}</script></body>"
    );
    let copy = page.with_extension("clicked.html");
    std::fs::write(&copy, text.replacen("</body>", &script, 1)).unwrap();
    let profile = page.with_extension("profile");
    let output = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
            "--window-size=1400,900",
            "--dump-dom",
        ])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("file://{}", copy.display()))
        .output()
        .unwrap();
    let dom = String::from_utf8_lossy(&output.stdout);
    let result = dom.split("<pre id=\"result\">").nth(1).and_then(|rest| rest.split("</pre>").next());
    assert_eq!(result, Some("all is well"), "{}", page.display());
    let log = String::from_utf8_lossy(&output.stderr);
    let console: Vec<_> = log.lines().filter(|line| line.contains("CONSOLE")).collect();
    assert!(console.is_empty(), "{console:?}");
}

#[test]
fn every_control_of_both_pages_works() {
    let Some(browser) = browser() else { return };
    let scratch = std::env::temp_dir().join(format!("gapdiff-browser-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).unwrap();
    let gapdiff = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_gapdiff")).args(arguments).current_dir(ROOT).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    };
    let path = |name: &str| scratch.join(name).to_string_lossy().into_owned();
    // What a sample says must not become a part of the page.
    let model = std::fs::read_to_string(format!("{ROOT}/samples/three-tier/MODEL_RESPONSE.md")).unwrap();
    std::fs::write(
        scratch.join("MODEL_RESPONSE.md"),
        format!(
            "{model}\n<img src=x onerror=\"document.title='taken'\"></pre><script>document.title='taken'</script>\n"
        ),
    )
    .unwrap();
    gapdiff(&[&path("MODEL_RESPONSE.md"), "samples/three-tier/IDEAL_RESPONSE.md", "-o", &path("pair.html")]);
    click(browser, &scratch.join("pair.html"), PAIR);
    gapdiff(&[
        "grade",
        "samples",
        "-o",
        &path("out.jsonl"),
        "--html",
        &path("batch.html"),
        "--reports",
        &path("reports"),
    ]);
    click(browser, &scratch.join("batch.html"), BATCH);
    std::fs::remove_dir_all(scratch).unwrap();
}
