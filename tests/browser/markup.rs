//! What may become part of the page: markup that shows something, and nothing that loads or runs.

use serde_json::json;

use crate::TestResult;
use crate::app::App;
use crate::main_job::ready;

#[tokio::test(flavor = "multi_thread")]
async fn markup_that_could_load_or_run_something_is_refused() -> TestResult {
    let app = App::start().await?;
    app.open().await?;
    ready(&app).await?;
    for (markup, is_taken) in [
        ("<table><tr><td title=\"on = 1 > 0\">one = two</td></tr></table>", true),
        ("<svg><path d=\"M0 0\"/><text>style = x</text></svg>", true),
        ("<img src=x>", false),
        ("<script>1</script>", false),
        ("<p onclick=\"go()\">x</p>", false),
        ("<p title=\"a > b\" onclick=go()>x</p>", false),
        ("<svg/onload=go()>", false),
        ("<a href=\"javascript:go()\">x</a>", false),
        ("<p style=\"background: url(x)\">x</p>", false),
        ("<iframe></iframe>", false),
        ("<IFRAME srcdoc=x>", false),
        ("<svg><animate attributeName=href></svg>", false),
    ] {
        let set = format!(
            "try {{ document.createElement('div').innerHTML = {}; return true; }} catch {{ return false; }}",
            json!(markup)
        );
        assert_eq!(app.evaluate(&set).await?, is_taken, "{markup}");
    }
    for refused in [
        "trustedTypes.createPolicy('another', {})",
        "document.createElement('script').src = 'x.js'",
        "document.createElement('script').text = 'go()'",
        "setTimeout('go()')",
        "new Worker('x.js')",
    ] {
        let tried = format!("try {{ {refused}; return 'taken'; }} catch (error) {{ return error.name; }}");
        assert_ne!(app.evaluate(&tried).await?, "taken", "{refused}");
    }
    Ok(())
}
