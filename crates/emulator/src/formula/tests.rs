//! The formula language by tables: a formula in, its value or the editor's complaint out.

use jiff::civil::{Date, date};

use super::{Formula, FormulaError, Scene, Value};

/// A task that is being changed; 2024-11-07 07:00 UTC.
struct Change {
    new: bool,
}

impl Scene for Change {
    fn field(&self, path: &[String]) -> Result<Value, FormulaError> {
        Ok(match path.join(".").as_str() {
            "Status" => Value::Text("Completed".to_owned()),
            "Subject" => Value::Text("Call with \"Acme\"".to_owned()),
            "Description" | "Memo__c" => Value::Text(String::new()),
            "Topics__c" => Value::Text("Price;Delivery".to_owned()),
            "CallDurationInSeconds" => Value::Number(95.0),
            "Wait__c" => Value::Null,
            "ActivityDate" => Value::Date(date(2024, 11, 7)),
            "CreatedDate" => Value::Moment(1_730_962_800_000 - 43_200_000),
            "IsClosed" => Value::Boolean(true),
            "Account.Name" => Value::Text("Acme".to_owned()),
            "AccountId" => Value::Text("001000000000001AAA".to_owned()),
            "$User.Username" => Value::Text("ann@example.com".to_owned()),
            other => return Err(FormulaError(format!("Field {other} does not exist."))),
        })
    }

    fn prior(&self, path: &[String]) -> Result<Value, FormulaError> {
        match path.join(".").as_str() {
            "Status" if !self.new => Ok(Value::Text("In Progress".to_owned())),
            _ => self.field(path),
        }
    }

    fn is_new(&self) -> bool {
        self.new
    }

    fn now(&self) -> i64 {
        1_730_962_800_000
    }

    fn today(&self) -> Date {
        date(2024, 11, 7)
    }
}

fn evaluate(formula: &str, new: bool) -> Result<Value, String> {
    let parsed = Formula::parse(formula).map_err(|error| error.to_string())?;
    parsed.evaluate(&Change { new }).map_err(|error| error.to_string())
}

#[test]
fn conditions_hold_or_not() {
    for (formula, expected) in [
        ("ISPICKVAL(Status, \"Completed\")", true),
        ("ISPICKVAL(PRIORVALUE(Status), 'In Progress')", true),
        ("AND(ISCHANGED(Status), NOT(ISCHANGED(Subject)))", true),
        ("ISNEW() || ISCHANGED(Status)", true),
        ("ISBLANK(Description) && ISBLANK(Wait__c) && !ISBLANK(Subject)", true),
        ("ISNULL(Description)", false),
        ("ISNULL(Wait__c)", true),
        ("Wait__c > 5", false),
        ("Wait__c <= 5", false),
        ("CallDurationInSeconds >= 60 && CallDurationInSeconds < 120", true),
        ("TEXT(Status) = \"completed\"", false),
        ("TEXT(Status) <> \"Open\"", true),
        ("LEN(Subject) = 16", true),
        ("CONTAINS(Subject, \"\\\"Acme\\\"\")", true),
        ("BEGINS(Subject, 'Call')", true),
        ("INCLUDES(Topics__c, 'Price')", true),
        ("INCLUDES(Topics__c, 'Pric')", false),
        ("REGEX(Account.Name, '[A-Z][a-z]{3}')", true),
        ("REGEX(Account.Name, 'Acm')", false),
        ("$User.Username = 'ann@example.com'", true),
        ("AccountId = '001000000000001'", true),
        ("ActivityDate = TODAY()", true),
        ("ActivityDate + 30 > TODAY()", true),
        ("NOW() - CreatedDate = 0.5", true),
        ("OR(FALSE, IF(IsClosed, TRUE, FALSE))", true),
        ("CASE(Status, 'Open', 1, 'Completed', 2, 3) = 2", true),
        ("1 + 2 * 3 ^ 2 = 19 /* tight first */", true),
        ("-2 ^ 2 = 4 && 10 - 4 - 3 = 3", true),
        ("ISNUMBER('12.5') && !ISNUMBER('12a')", true),
        ("NULL = Wait__c", true),
        ("WEEKDAY(ActivityDate) = 5 && YEAR(TODAY()) = 2024", true),
        ("$USER.Username = ''", false),
    ] {
        let value = evaluate(formula, false);
        if formula.starts_with("$USER") {
            assert!(value.is_err(), "{formula}");
            continue;
        }
        assert_eq!(value, Ok(Value::Boolean(expected)), "{formula}");
    }
    assert_eq!(evaluate("ISNEW() && !ISCHANGED(Status)", true), Ok(Value::Boolean(true)));
}

#[test]
fn text_and_numbers_are_made() {
    for (formula, expected) in [
        ("'Call: ' & Account.Name & ', ' & TEXT(CallDurationInSeconds)", "Call: Acme, 95"),
        ("UPPER(LEFT(Account.Name, 2)) + LOWER(RIGHT(Account.Name, 1))", "ACe"),
        ("MID(Subject, 6, 4)", "with"),
        ("SUBSTITUTE('03-5550-0100', '-', '')", "0355500100"),
        ("LPAD('7', 3, '0') & RPAD('7', 3)", "0077  "),
        ("BLANKVALUE(Memo__c, 'none')", "none"),
        (
            "TEXT(ROUND(10 / 3, 2)) & '/' & TEXT(MOD(-7, 3)) & '/' & TEXT(CEILING(-1.2))",
            "3.33/2/-2",
        ),
        ("TEXT(ADDMONTHS(DATE(2024, 1, 31), 1))", "2024-02-29"),
        ("TEXT(DATEVALUE('2024-11-07') - DATE(2024, 11, 1))", "6"),
        ("TEXT(FIND('Acme', Subject)) & TEXT(MAX(1, 3, 2)) & TRIM('  x ')", "123x"),
        ("TEXT(DATETIMEVALUE('2024-11-07 07:00:00'))", "2024-11-07 07:00:00Z"),
        ("TEXT(VALUE('12.50') * 2)", "25"),
    ] {
        assert_eq!(evaluate(formula, false), Ok(Value::Text(expected.to_owned())), "{formula}");
    }
}

#[test]
fn the_editor_says_what_is_wrong() {
    for (formula, expected) in [
        ("ISBLANK(Subject", "Syntax error. Missing ')'"),
        ("ISBLANK(Subject))", "Syntax error. Found ')'"),
        ("", "Syntax error. Found end of formula"),
        ("Status = 'Open", "Syntax error. Missing '"),
        ("Status = #", "Syntax error. Found '#'"),
        ("/* never closed", "Syntax error. Missing '*/'"),
        ("ISBLNK(Subject)", "Unknown function ISBLNK. Check spelling."),
        (
            "IF(TRUE, 1)",
            "Incorrect number of parameters for function 'IF()'. Expected 3, received 2",
        ),
        ("Account. = 1", "Field Account. does not exist. Check spelling."),
        ("Nothing__c = 1", "Field Nothing__c does not exist."),
        (
            "LEN(CallDurationInSeconds) > 1",
            "Incorrect parameter type for function 'LEN()'. Expected Text, received Number",
        ),
        ("1 / 0 = 1", "Division by zero."),
        (
            "Subject > 5",
            "Incorrect parameter type for operator '>'. Expected Number, Date, DateTime, received Number",
        ),
        ("10 ^ 1000 = 1", "The result is outside of the range of numbers."),
        (
            "ISCHANGED('x')",
            "Incorrect argument type for function 'ISCHANGED()': the first must be a field.",
        ),
    ] {
        assert_eq!(evaluate(formula, false), Err(expected.to_owned()), "{formula}");
    }
    assert!(evaluate("REGEX(Subject, '(')", false).unwrap_err().starts_with("Invalid regular"));
    let text = Formula::parse("Subject").unwrap().holds(&Change { new: true });
    assert!(text.unwrap_err().to_string().contains("data type (Text)"));
    assert_eq!(Formula::parse("Wait__c").unwrap().holds(&Change { new: true }), Ok(false));
}

#[test]
fn no_formula_exhausts_the_stack() {
    let deep = format!("{}1{}", "(".repeat(60), ")".repeat(60));
    assert!(evaluate(&deep, false).unwrap_err().contains("nests deeper"));
    let signs = format!("{}1", "-".repeat(400));
    assert!(evaluate(&signs, false).unwrap_err().contains("nests deeper"));
    let long = vec!["1"; 600].join("+");
    assert!(evaluate(&long, false).unwrap_err().contains("more than 500 operators"));
    let wide = vec!["1"; 500].join("+");
    assert_eq!(evaluate(&wide, false), Ok(Value::Number(500.0)));
    assert!(evaluate(&" ".repeat(4_000), false).unwrap_err().contains("Formula is too long"));
    for bytes in ["\u{0}", "é\"", "'\\", "$", ".", "1.", "((((", "AND(,)", "🙂", "\"\\n\"&"] {
        let _ = evaluate(bytes, false);
    }
}
