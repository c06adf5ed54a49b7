//! A day at an invented company: who calls whom, and what comes of it. Deterministic but for the date.

use anyhow::{Result, anyhow, ensure};
use domain::number::{NumberPlan, read};
use sources::Rehearsal;

/// One call and the source that tells of it.
#[derive(Debug, Clone)]
pub(crate) struct Scene {
    pub(crate) source: &'static str,
    pub(crate) call: Rehearsal,
}

/// One of our offices: a phone system with a line and two agents.
struct Office {
    source: &'static str,
    line: &'static str,
    line_name: &'static str,
    country: &'static str,
    time_zone: &'static str,
    agents: [(&'static str, &'static str); 2],
    /// Whose numbers call here: countries by their code.
    customers: &'static [&'static str],
    remark: &'static str,
    talk: [&'static str; 3],
    tags: [&'static str; 2],
}

/// A number of Japan that nobody in the org has.
pub(crate) const JAPANESE_STRANGER: &str = "+81355500198";

/// Calls of each office in a day.
const CALLS: usize = 20;

/// Minutes between the beginnings of two calls.
const MINUTES: i64 = 9;

const OFFICES: [Office; 3] = [
    Office {
        source: "us-sales",
        line: "+14155550199",
        line_name: "West Coast Sales",
        country: "US",
        time_zone: "America/Los_Angeles",
        agents: [
            ("Dana Whitfield", "dana.whitfield@demo.example.com"),
            ("Aurélie Morel", "aurelie.morel@demo.example.fr"),
        ],
        customers: &["+1", "+33", "+62", "+44"],
        remark: "Wants a quote for 40 units by Friday.",
        talk: [
            "Thanks for calling back.",
            "We need forty of them by Friday.",
            "I will send the quote today.",
        ],
        tags: ["Quote", "Follow-up"],
    },
    Office {
        source: "tokyo",
        line: "+81355500100",
        line_name: "東京代表",
        country: "JP",
        time_zone: "Asia/Tokyo",
        agents: [
            ("林 美穂", "miho.hayashi@demo.example.jp"),
            ("緒方 俊介", "shunsuke.ogata@demo.example.jp"),
        ],
        customers: &["+81"],
        remark: "見積書を金曜日までに送付する。",
        talk: [
            "お世話になっております。",
            "見積をお願いしたいのですが。",
            "承知しました。本日中にお送りします。",
        ],
        tags: ["見積依頼", "要折返し"],
    },
    Office {
        source: "osaka",
        line: "+81655500100",
        line_name: "大阪サポート",
        country: "JP",
        time_zone: "Asia/Tokyo",
        agents: [
            ("緒方 俊介", "shunsuke.ogata@demo.example.jp"),
            ("林 美穂", "miho.hayashi@demo.example.jp"),
        ],
        customers: &["+81"],
        remark: "修理の日程を調整中。",
        talk: [
            "修理の件でお電話しました。",
            "来週の火曜日でよろしいでしょうか。",
            "それでお願いします。",
        ],
        tags: ["修理", "日程調整"],
    },
];

/// The calls of the nine hours before `now` (UTC milliseconds), in order of time, between our offices and
/// the people behind `numbers` (E.164).
pub(crate) fn plan(numbers: &[String], now: i64) -> Result<Vec<Scene>> {
    let mut scenes = Vec::new();
    for (place, office) in OFFICES.iter().enumerate() {
        let theirs: Vec<&String> = numbers
            .iter()
            .filter(|number| office.customers.iter().any(|code| number.starts_with(code)))
            .collect();
        ensure!(
            !theirs.is_empty(),
            "the demo's org knows nobody whom {} could call",
            office.line_name
        );
        for at in 0..CALLS {
            // Spread over the list, so that the two offices of one country meet different people.
            let customer = theirs[(at * 7 + place * 3) % theirs.len()];
            scenes.push(scene(office, at, customer, now)?);
        }
    }
    scenes.sort_by_key(|scene| scene.call.started_at);
    Ok(scenes)
}

fn scene(office: &Office, at: usize, customer: &str, now: i64) -> Result<Scene> {
    let place = i64::try_from(at)?;
    // What happens: answered and missed, in and out, voicemail, a stranger, a withheld number.
    let (outbound, answered, voicemail) = match at % 10 {
        0 | 5 | 8 => (false, true, false),
        1 | 6 => (true, true, false),
        2 | 9 => (false, false, false),
        3 => (true, false, false),
        4 => (false, false, true),
        _ => (false, true, false),
    };
    let number = match at {
        7 => None,
        17 => Some(stranger(office.country)),
        _ => Some(customer.to_owned()),
    };
    let (agent_name, agent_email) = office.agents[at % 2];
    let national = number.as_deref().map(|number| national(number, office.country)).transpose()?;
    Ok(Scene {
        source: office.source,
        call: Rehearsal {
            id: 70_000 + u64::try_from(at)?,
            outbound,
            customer: number,
            customer_national: national,
            customer_name: None,
            line: office.line.to_owned(),
            line_name: office.line_name.to_owned(),
            line_country: office.country.to_owned(),
            line_time_zone: office.time_zone.to_owned(),
            agent_name: agent_name.to_owned(),
            agent_email: agent_email.to_owned(),
            started_at: (now - (9 * 60 - place * MINUTES * 2) * 60_000) / 1000 * 1000,
            ring_seconds: 4 + place % 9,
            talk_seconds: answered.then_some(35 + place * 17),
            voicemail,
            tags: if answered && at.is_multiple_of(3) {
                office.tags.map(str::to_owned).to_vec()
            } else {
                Vec::new()
            },
            comment: (answered && at.is_multiple_of(4)).then(|| office.remark.to_owned()),
            transcript: if answered && at.is_multiple_of(5) {
                conversation(office)
            } else {
                Vec::new()
            },
        },
    })
}

fn conversation(office: &Office) -> Vec<(bool, String)> {
    office
        .talk
        .iter()
        .enumerate()
        .map(|(place, text)| (place % 2 == 0, (*text).to_owned()))
        .collect()
}

/// A number that nobody in the org has.
fn stranger(country: &str) -> String {
    if country == "JP" { JAPANESE_STRANGER } else { "+12065550198" }.to_owned()
}

/// The number as the office's phone system writes it: at home in the national way, abroad in E.164.
fn national(e164: &str, region: &str) -> Result<String> {
    let plan = NumberPlan { region: region.to_owned(), ..NumberPlan::default() };
    let number = read(Some(e164), &plan);
    if number.region.as_deref() != Some(region) {
        return Ok(e164.to_owned());
    }
    number.national.ok_or_else(|| anyhow!("{e164} is no number of {region}"))
}
