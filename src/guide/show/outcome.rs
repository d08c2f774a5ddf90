//! Screens from the start of an erase to the last one.

use super::*;

impl Show<'_> {
    pub(super) fn starting(&self, text: &str) -> Screen {
        let t = self.t;
        match &self.facts.refused {
            Some(why) => Screen {
                title: t.refused_title.into(),
                tone: Tone::Stop,
                pictogram: Some(Pictogram::Hidden),
                lines: vec![strong(t.refused_text), plain(why.as_str())],
                choices: vec![enter(t.next)],
                ..Screen::default()
            },
            None => self.waiting(t.starting, text, Pictogram::Drive),
        }
    }

    pub(super) fn erasing(&self) -> Screen {
        let (t, facts) = (self.t, self.facts);
        let jobs: Vec<&JobFact> = self.state.jobs(facts).collect();
        let running = jobs.iter().filter(|job| job.ended.is_none());
        // What everybody waits for is the slowest of them.
        let last = running
            .clone()
            .map(|job| job.ends)
            .collect::<Option<Vec<_>>>()
            .and_then(|ends| ends.into_iter().max());
        let least = running.clone().map(|job| job.permille.unwrap_or(0)).min().unwrap_or(0);
        // Nothing is being done any more: the stick alone is missing.
        let only_stick = running.clone().all(|job| job.phase == Phase::Waiting);
        let title = match last {
            _ if only_stick => t.waiting_title.to_owned(),
            Some(at) => (t.erasing_title)(least / 10, &end(self, at)),
            None => t.erasing_unknown.to_owned(),
        };
        let mut lines = vec![strong(t.do_not_1)];
        lines.push(match facts.keep {
            _ if only_stick => marked(Tone::Care, t.waiting_text),
            Keep::Here => quiet(t.stick_leave),
            Keep::Missing => marked(Tone::Care, t.stick_gone),
        });
        if matches!(facts.power, Power::Battery(_)) {
            lines.push(Line { text: t.unplugged.into(), weight: Weight::Strong, tone: Tone::Stop });
        }
        let pictogram = match facts.power {
            Power::Battery(_) => Pictogram::Plug,
            Power::Mains if only_stick => Pictogram::Stick,
            Power::Mains => Pictogram::Lid,
        };
        Screen {
            title,
            pictogram: Some(pictogram),
            lines,
            rows: jobs.iter().map(|job| self.job(job)).collect(),
            ..Screen::default()
        }
    }

    pub(super) fn job(&self, job: &JobFact) -> Row {
        let t = self.t;
        let phase = match job.phase {
            Phase::Preparing => t.phase_preparing,
            Phase::Erasing => t.phase_erasing,
            Phase::Checking => t.phase_checking,
            Phase::Waiting => t.phase_waiting,
        };
        let waits = job.phase == Phase::Waiting;
        let (tone, fate) = match (&job.ended, job.is_silent, job.ends) {
            (Some(ended), ..) => (tone_of(ended), self.result(ended)),
            (None, ..) if waits => (Tone::Care, phase.to_owned()),
            (None, true, _) => (Tone::Care, t.silent.to_owned()),
            (None, false, Some(at)) => (Tone::Plain, (t.job_end)(phase, &end(self, at))),
            (None, false, None) => (Tone::Plain, phase.to_owned()),
        };
        let permille = if job.ended.is_some() || waits { None } else { Some(job.permille.unwrap_or(0)) };
        Row { tone, name: self.job_name(job), fate, permille, ..Row::default() }
    }

    pub(super) fn job_name(&self, job: &JobFact) -> String {
        let t = self.t;
        let model = job.model.as_deref().unwrap_or(t.no_model);
        let serial =
            job.serial.as_deref().map_or_else(|| t.no_serial.to_owned(), |serial| (t.serial)(serial));
        (t.drive_name)(job.number, model, &serial)
    }

    pub(super) fn result(&self, ended: &Ended) -> String {
        let t = self.t;
        let words = match tone_of(ended) {
            Tone::Good | Tone::Plain => t.green,
            Tone::Care => t.orange,
            Tone::Stop if ended.proof.is_none() => t.no_proof,
            Tone::Stop => t.red,
        };
        let why = ended.failure.filter(|_| tone_of(ended) == Tone::Stop).map(|failure| match failure {
            Failure::Stopped => t.why_stopped,
            Failure::NoAnswer => t.why_no_answer,
            Failure::Endless => t.why_endless,
            Failure::Gone => t.why_gone,
            Failure::Remains => t.why_remains,
        });
        why.map_or_else(|| words.to_owned(), |why| format!("{words} – {why}"))
    }

    pub(super) fn results(&self) -> Screen {
        let (t, facts) = (self.t, self.facts);
        let jobs: Vec<&JobFact> = self.state.jobs(facts).collect();
        let tone = shelf(self.state, facts);
        let of_jobs =
            jobs.iter().filter_map(|job| job.ended.as_ref()).map(tone_of).max_by_key(|tone| rank(*tone));
        let is_card = |standing| standing == Standing::Protected(Why::Card);
        let left = stays_as(self.state, facts, |standing| !is_card(standing));
        let card = stays_as(self.state, facts, is_card);
        let (title, shelf) = match (tone, of_jobs) {
            (Tone::Good | Tone::Plain, _) => (t.green, t.shelf_green),
            (Tone::Care, _) => (t.orange, t.shelf_orange),
            (Tone::Stop, Some(Tone::Good | Tone::Care)) if left => (t.also_left, t.shelf_red),
            (Tone::Stop, Some(Tone::Good | Tone::Care)) if card => (t.also_card, t.shelf_red),
            (Tone::Stop, Some(Tone::Good | Tone::Care)) => (t.also_hidden, t.shelf_red),
            (Tone::Stop, _)
                if jobs.iter().all(|job| job.ended.as_ref().is_some_and(|e| e.proof.is_none())) =>
            {
                (t.no_proof, t.shelf_red)
            }
            (Tone::Stop, _) => (t.red, t.shelf_red),
        };
        let mut lines = vec![Line { text: shelf.into(), weight: Weight::Strong, tone }];
        let also = [
            (left, t.also_left),
            (!facts.hidden.is_empty(), t.also_hidden),
            (is_something_in(facts), t.card_in),
        ];
        let also = also.into_iter().filter(|(holds, said)| *holds && *said != title);
        lines.extend(also.map(|(_, said)| marked(Tone::Stop, said)));
        Screen {
            title: title.trim_end_matches('.').into(),
            tone,
            pictogram: Some(Pictogram::Shelf),
            rows: jobs.iter().map(|job| self.job(job)).collect(),
            lines,
            choices: vec![enter(t.next)],
            ..Screen::default()
        }
    }

    pub(super) fn proof(&self, at: usize) -> Screen {
        let t = self.t;
        let job = self.state.jobs(self.facts).nth(at);
        let number = job.map_or(0, |job| job.number);
        let Some(proof) = job.and_then(|job| job.ended.as_ref()).and_then(|ended| ended.proof.as_ref())
        else {
            return Screen {
                title: t.proof_title.into(),
                tone: Tone::Stop,
                pictogram: Some(Pictogram::Stick),
                lines: vec![strong(t.proof_none)],
                choices: vec![enter(t.next)],
                ..Screen::default()
            };
        };
        let mut choices = Vec::new();
        if proof.is_saved {
            choices.push(enter(t.next));
        } else {
            choices.push(digit(1, t.proof_save));
            if proof.qr.is_some() {
                choices.push(digit(9, t.proof_leave));
            }
        }
        let lines = vec![
            plain((t.proof_text)(number)),
            plain(t.proof_note),
            strong(proof.number.as_str()),
            self.saved(proof),
        ];
        let shown = vec![strong(t.proof_photo), quiet(proof.number.as_str()), self.saved(proof)];
        let qr = proof.qr.as_ref().map(|text| Qr { text: text.clone(), shown, not_shown: lines.clone() });
        Screen {
            title: t.proof_title.into(),
            tone: if proof.is_saved { Tone::Plain } else { Tone::Care },
            pictogram: qr.is_none().then_some(Pictogram::Stick),
            lines: if qr.is_some() { vec![] } else { lines },
            qr,
            choices,
            ..Screen::default()
        }
    }

    pub(super) fn saved(&self, proof: &Proof) -> Line {
        if proof.is_saved {
            marked(Tone::Good, self.t.proof_saved)
        } else {
            marked(Tone::Care, self.t.proof_unsaved)
        }
    }

    pub(super) fn end(&self) -> Screen {
        let t = self.t;
        let tone = shelf(self.state, self.facts);
        let shelf = match tone {
            Tone::Good | Tone::Plain => t.shelf_green,
            Tone::Care => t.shelf_orange,
            Tone::Stop => t.shelf_red,
        };
        let label = self.state.papers.label.as_deref();
        let label = label.map_or_else(|| t.end_no_label.to_owned(), |label| (t.end_label)(label));
        let leave = if self.facts.may_power_off { t.power_off } else { t.quit };
        let mut lines = vec![Line { text: shelf.into(), weight: Weight::Strong, tone }, plain(label)];
        lines.extend(is_something_in(self.facts).then(|| marked(Tone::Stop, t.card_in)));
        lines.push(quiet(t.end_stick));
        Screen {
            title: t.end_title.into(),
            tone,
            pictogram: Some(Pictogram::Shelf),
            lines,
            choices: vec![enter(leave), digit(1, t.end_again)],
            ..Screen::default()
        }
    }
}
