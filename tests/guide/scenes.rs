//! Every screen of the guide, reached as a person reaches it: by keys, from facts.

use gomme::event::Context;
use gomme::guide::facts::{
    Donor, DriveFact, Ended, Facts, Failure, Hiding, Interrupted, JobFact, Keep, Operator, Phase, Power,
    Proof, Standing, Why, Workshop,
};
use gomme::guide::{Device, Input, Key, Screen, State, show, step};
use gomme::record::Verdict;
use gomme::text::Lang;

/// A text as long as a drive's attestation makes it.
pub const QR_CHARS: usize = 700;

/// A workshop with one drive that may be erased, and the stick.
pub fn facts() -> Facts {
    Facts {
        now: "2027-03-18T14:32".parse().expect("a time"),
        floor: Some("2027-01-01".parse().expect("a day")),
        workshop: Workshop {
            name: Some("Recyclerie de Veynes".into()),
            zone: Some("Buëch".into()),
            station: Some("veynes-3".into()),
            operators: vec![
                Operator { code: "A".into(), name: Some("Marie".into()), digits: Some("2468".into()) },
                Operator { code: "B".into(), name: Some("Jean-Luc".into()), digits: None },
                Operator { code: "C".into(), name: None, digits: None },
            ],
            donors: [
                ("Mairie de Veynes", Some("2027-014")),
                ("Collège François-Mitterrand", Some("2027-009")),
                ("Communauté de communes Buëch-Dévoluy", Some("2026-102")),
                ("Société Dupont", None),
            ]
            .map(|(name, convention)| Donor { name: name.into(), convention: convention.map(str::to_owned) })
            .to_vec(),
            label_prefix: "B-".into(),
        },
        keep: Keep::Here,
        looked: true,
        drives: vec![samsung(), stick()],
        hidden: vec![],
        is_empty: false,
        has_serial: true,
        has_tray: false,
        has_setup_password: false,
        power: Power::Mains,
        jobs: vec![],
        refused: None,
        empty_paper: None,
        may_power_off: true,
    }
}

pub fn drive(
    key: &str,
    code: &str,
    model: &str,
    gigabytes: u64,
    serial: Option<&str>,
    standing: Standing,
) -> DriveFact {
    DriveFact {
        key: key.into(),
        code: code.into(),
        model: Some(model.into()),
        size_bytes: gigabytes * 1_000_000_000,
        serial: serial.map(str::to_owned),
        standing,
        interrupted: None,
    }
}

pub fn samsung() -> DriveFact {
    let free = Standing::Free { seconds: 900 };
    drive("4071839261", "4071", "Samsung SSD 860 EVO", 256, Some("S2SVNX0H123345"), free)
}

pub fn seagate() -> DriveFact {
    let free = Standing::Free { seconds: 9_000 };
    drive("2280123456", "2280", "Seagate ST1000LM035-1RK172", 1000, Some("WL1A2B3C"), free)
}

pub fn stick() -> DriveFact {
    drive("9000000001", "9000", "SanDisk Ultra", 32, Some("4C530001"), Standing::Protected(Why::Stick))
}

/// A memory card that somebody forgot in its slot.
pub fn card() -> DriveFact {
    drive("1234500001", "1234", "SC32G", 32, Some("0x0e1fab07"), Standing::Protected(Why::Card))
}

/// A drive that does not say its number.
pub fn nameless() -> DriveFact {
    DriveFact { serial: None, ..samsung() }
}

pub fn job(drive: &DriveFact, number: usize, permille: u16, ends: Option<&str>) -> JobFact {
    JobFact {
        round: 1,
        key: drive.key.clone(),
        number,
        model: drive.model.clone(),
        serial: drive.serial.clone(),
        phase: Phase::Erasing,
        permille: Some(permille),
        ends: ends.map(|at| at.parse().expect("a time")),
        is_silent: false,
        ended: None,
    }
}

pub fn ended(drive: &DriveFact, number: usize, verdict: Verdict, saved: bool, qr: bool) -> JobFact {
    let number_of = format!("veynes-3-2027-00004{number}");
    let text: String = "GOMME1:".chars().chain("7KA9B%20C-X+4:".chars().cycle()).take(QR_CHARS).collect();
    let proof = Proof { number: number_of, qr: qr.then_some(text), is_saved: saved };
    let failure = (verdict == Verdict::NotErased).then_some(Failure::NoAnswer);
    let ended = Ended { verdict: Some(verdict), failure, proof: Some(proof) };
    JobFact { ended: Some(ended), ..job(drive, number, 1000, None) }
}

/// What is typed, a character a key: digits, `e` for Enter, `x` for Esc, `<` for the key that takes back.
pub fn typed(keys: &str) -> Vec<Input> {
    let key = |c: char| match c {
        'e' => Key::Enter,
        'x' => Key::Esc,
        '<' => Key::Back,
        c => Key::Digit(u8::try_from(c.to_digit(10).expect("a digit")).expect("a digit")),
    };
    keys.chars().map(|c| Input::Press(Device(0), key(c))).collect()
}

/// The state after keys, with a look at the facts after each.
pub fn after(mut state: State, facts: &Facts, keys: &str) -> State {
    for input in typed(keys).iter().flat_map(|input| [input.clone(), Input::Look]) {
        (state, _) = step(state, &input, facts);
    }
    state
}

/// A screen by its name.
pub struct Scene {
    pub name: &'static str,
    pub facts: Facts,
    pub state: State,
}

impl Scene {
    pub fn screen(&self, lang: Lang) -> Screen {
        show::screen(&self.state, &self.facts, lang)
    }
}

/// All of them.
pub fn all() -> Vec<Scene> {
    let mut all = Vec::new();
    let mut add = |name: &'static str, facts: Facts, keys: &str| {
        let state = after(State::new(), &facts, keys);
        all.push(Scene { name, facts, state });
    };
    let to_before = "e21114e"; // clock, Jean-Luc, the first donor, label 114
    let plain = facts();
    add("01-clock", plain.clone(), "");
    let behind = Facts { now: "2010-01-01T00:07".parse().expect("a time"), ..facts() };
    add("01-clock-wrong", behind.clone(), "");
    add("01-date", behind.clone(), "e1803");
    add("01-date-impossible", behind.clone(), "e31022027e");
    add("01-time", behind, "e18032027e14");
    add("02-who", plain.clone(), "e");
    add("02-who-digits", plain.clone(), "e124");
    let nobody =
        Facts { workshop: Workshop { station: Some("veynes-3".into()), ..Workshop::default() }, ..facts() };
    add("02-who-number", nobody.clone(), "e12");
    add("03-donor", plain.clone(), "e2");
    let mut many = facts();
    many.workshop.donors = (1..=19)
        .map(|n| Donor {
            name: format!("Commune de Saint-Étienne-le-Laus n° {n}"),
            convention: Some(format!("2027-{n:03}")),
        })
        .collect();
    add("03-donor-many", many, "e28");
    add("03-donor-none", nobody, "e12e");
    add("04-label", plain.clone(), "e2111");
    add("05-before", plain.clone(), to_before);
    let battery = Facts { power: Power::Battery(Some(40)), has_tray: true, ..facts() };
    add("05-before-battery", battery, "e21114ee");
    let mut two = facts();
    two.drives.insert(1, seagate());
    two.has_tray = true;
    add("05-before-tray", two.clone(), to_before);
    let hidden = Facts { hidden: vec![Hiding::Setting], drives: vec![stick()], ..facts() };
    add("05-hidden", hidden.clone(), "e21114ee");
    add("05-hidden-password", Facts { has_setup_password: true, ..hidden }, "e21114ee");
    let with_card = Facts { drives: vec![samsung(), stick(), card()], ..facts() };
    add("05-before-card", Facts { has_setup_password: true, ..with_card.clone() }, to_before);
    add("06-drives-card", with_card.clone(), "e21114ee");
    let nameless = Facts { drives: vec![nameless(), stick()], ..facts() };
    add("06-drives-needs-label", nameless.clone(), "e21eee");
    add("07-confirm-no-serial", nameless, "e21114eee");
    let both = Facts { hidden: vec![Hiding::Setting, Hiding::NoDriver], ..two.clone() };
    add("05-hidden-beside-others", both, "e21114ee");
    add("06-drives", plain.clone(), "e21114ee");
    add("06-drives-two", two.clone(), "e21114ee2");
    let mut rack = two.clone();
    rack.drives.extend((3..9).map(|n| {
        let why = [Why::Usb, Why::InUse, Why::Cannot, Why::NoDrive][n % 4];
        drive(
            &format!("k{n}"),
            "0000",
            "Western Digital WD Blue WD10EZEX-08WN4A0",
            1000,
            None,
            Standing::Protected(why),
        )
    }));
    add("06-drives-many", rack.clone(), "e21114ee");
    add("06-drives-many-more", rack.clone(), "e21114ee9");
    let empty = Facts { drives: vec![stick()], is_empty: true, ..facts() };
    add("06-no-drive", empty.clone(), "e21114ee");
    add("06-no-drive-open", empty.clone(), "e21114ee2");
    add("06-no-drive-sign", empty.clone(), "e21114ee1");
    rack.drives.drain(..2);
    add("06-only-protected", rack, "e21114ee");
    add("07-confirm", plain.clone(), "e21114eee40");
    add("07-confirm-wrong", plain.clone(), "e21114eee4072e");
    add("07-confirm-second", two.clone(), "e21114eee4071e");
    add("00-no-stick", Facts { keep: Keep::Missing, ..facts() }, "");
    let mut broken = facts();
    let context =
        Context { donor: Some("Mairie de Veynes".into()), label: Some("B-113".into()), ..Context::default() };
    broken.drives[0].interrupted = Some(Interrupted { percent: 62, context });
    add("00-interrupted", broken.clone(), "e");
    add("06-drives-interrupted", broken, "eee");
    // What comes after the code: the jobs come into being.
    let mut later =
        |name: &'static str, start: Facts, keys: &str, change: &dyn Fn(&mut Facts), more: &str| {
            let mut facts = start;
            let state = after(State::new(), &facts, keys);
            change(&mut facts);
            let state = after(state, &facts, "x"); // Esc means nothing here; a look does
            let state = after(state, &facts, more);
            all.push(Scene { name, facts, state });
        };
    let (one, both) = ("e21114eee4071e", "e21114eee4071e2280e");
    later("08-starting", plain.clone(), one, &|_| (), "");
    let refused = |f: &mut Facts| f.refused = Some("Samsung SSD 860 EVO : ce disque n’est plus là.".into());
    later("08-refused", plain.clone(), one, &refused, "");
    let erasing = |f: &mut Facts| f.jobs = vec![job(&samsung(), 1, 423, Some("2027-03-18T15:10"))];
    later("08-erasing", plain.clone(), one, &erasing, "");
    later(
        "08-erasing-two",
        two.clone(),
        both,
        &|f| {
            let mut silent = job(&seagate(), 2, 118, None);
            silent.is_silent = true;
            f.jobs = vec![ended(&samsung(), 1, Verdict::Erased, true, true), silent];
            f.jobs[1].ends = Some("2027-03-19T03:20".parse().expect("a time"));
        },
        "",
    );
    later(
        "08-waiting",
        plain.clone(),
        one,
        &|f: &mut Facts| {
            f.keep = Keep::Missing;
            let waits = JobFact { phase: Phase::Waiting, permille: None, ..job(&samsung(), 1, 0, None) };
            f.jobs = vec![waits];
        },
        "",
    );
    later(
        "08-erasing-trouble",
        plain.clone(),
        one,
        &|f| {
            erasing(f);
            f.keep = Keep::Missing;
            f.power = Power::Battery(Some(71));
        },
        "",
    );
    let end = |verdict: Verdict, saved: bool, qr: bool| {
        move |f: &mut Facts| f.jobs = vec![ended(&samsung(), 1, verdict, saved, qr)]
    };
    later("09-green", plain.clone(), one, &end(Verdict::Erased, true, true), "");
    later("09-orange", plain.clone(), one, &end(Verdict::ErasedWithReservations, true, true), "");
    later("09-red", plain.clone(), one, &end(Verdict::NotErased, true, true), "");
    later(
        "09-red-no-proof",
        plain.clone(),
        one,
        &|f| {
            f.jobs = vec![ended(&samsung(), 1, Verdict::Erased, true, true)];
            f.jobs[0].ended = Some(Ended { verdict: None, failure: None, proof: None });
        },
        "",
    );
    later("09-red-one-left", two.clone(), "e21114ee2e4071e", &end(Verdict::Erased, true, true), "");
    let hide = |f: &mut Facts| {
        f.jobs = vec![ended(&samsung(), 1, Verdict::Erased, true, true)];
        f.hidden = vec![Hiding::Setting];
    };
    later("09-red-hidden", plain.clone(), one, &hide, "");
    let two_ended = |f: &mut Facts| {
        f.jobs = vec![
            ended(&samsung(), 1, Verdict::Erased, true, true),
            ended(&seagate(), 2, Verdict::NotErased, true, false),
        ];
    };
    later("09-two", two.clone(), both, &two_ended, "");
    later("09-red-card", with_card, one, &end(Verdict::Erased, true, true), "");
    let endless = |f: &mut Facts| {
        f.jobs = vec![ended(&samsung(), 1, Verdict::NotErased, true, true)];
        f.jobs[0].ended.as_mut().expect("ended").failure = Some(Failure::Endless);
    };
    later("09-red-endless", plain.clone(), one, &endless, "");
    later("10-proof", plain.clone(), one, &end(Verdict::Erased, true, true), "e");
    later("10-proof-without-square", plain.clone(), one, &end(Verdict::Erased, true, false), "e");
    later("10-proof-stick-gone", plain.clone(), one, &end(Verdict::Erased, false, true), "e");
    later("11-end", plain.clone(), one, &end(Verdict::Erased, true, true), "ee");
    later("11-end-red", plain.clone(), one, &end(Verdict::NotErased, true, true), "ee");
    later(
        "12-empty-signed",
        empty,
        "e21114ee11",
        &|f| {
            f.empty_paper = Some(Proof { number: "veynes-3-2027-000043".into(), qr: None, is_saved: true });
        },
        "",
    );
    later("13-left", plain, one, &end(Verdict::Erased, true, true), "eee");
    all
}
