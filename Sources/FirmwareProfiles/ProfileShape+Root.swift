extension ProfileShape {
    /// What drivers know a device to be in, whatever its protocol calls it (fiscal-hardware §7.2).
    public static let conditions = [
        "paper_out", "paper_low", "cover_open", "printer_error", "overheated", "cutter_error", "clock_unset",
        "ram_reset", "battery_low", "power_lost", "command_invalid", "syntax_error", "not_allowed", "fiscal_open",
        "nonfiscal_open", "refund_open", "memory_full", "memory_near_full", "memory_error", "journal_full",
        "journal_near_full", "not_fiscalised", "z_required", "unsent_documents", "offline_days_exceeded",
        "security_module_missing", "sd_error", "drawer_open",
    ]
    /// The engines, each of which is code.
    public static let engines = ["escpos", "isl-classic", "isl-x", "zfp", "http-signer"]
    /// Speeds that serial ports are set to.
    static let speeds = ["1200", "2400", "4800", "9600", "19200", "38400", "57600", "115200"]

    /// A whole profile.
    public static let profile = ProfileShape.record([
        Field("profile", .whole(1...1), required: true, "The format's version: 1."),
        Field("id", .text(.id), required: true, "The profile's name for good; the file is called so."),
        Field("title", .text(), required: true, "What a person calls the device."),
        Field("inherits", .text(.id), unknown: false, "The profile that says everything this one does not."),
        Field(
            "confidence", .choice(["documented", "field", "unverified"]), required: true,
            "By a maker's manual; by working drivers; or by neither."),
        Field(
            "source", .list(.text(.cite)), unknown: false, "Where the numbers are from: section of the reference, page."
        ),
        Field("match", match, "How a candidate is recognised; none of it is proof."),
        Field("transport", transport, "How bytes get there."),
        Field("framing", framing, "How bytes are packed."),
        Field("text", textShape, "What text the device takes."),
        Field("paper", paper, "What its paper holds."),
        Field("identity", identity, "How it says who it is."),
        Field("commands", .map(.word, command), "Its commands by our names."),
        Field(
            "document_flow", .list(.text(.flowStep)), "A document's commands in order; + is one or more, ? at most one."
        ),
        Field("payments", .map(.word, .text(.mark)), "Its marks for the methods of payment."),
        Field("tax_groups", .map(.rate, .text(.mark)), "Its tax group for each rate."),
        Field("discount", discount, "How an amount off a line is written where a template says {discount}."),
        Field("cancel", cancel, "How an open document is given up."),
        Field("status", status, "What its status bits say."),
        Field(
            "errors", .map(.number, .choice(conditions)),
            "What its error numbers say; one that is not here is a refusal and nothing more."),
        Field("recovery", recovery, "How it is asked what it last did."),
        Field("signer", signer, "How its HTTP service is asked to sign."),
        Field("capabilities", .list(.choice(capabilities)), "What it can do."),
        Field("forbidden", .list(.whole(0...255)), "Command codes that are never sent."),
        Field("limits", .map(.word, .whole(0...1_000_000)), "Its limits by name."),
        Field(
            "when",
            .list(
                .record([
                    Field(
                        "firmware", .firmware, unknown: false, "The firmware that the rest holds for: \">= 2.10 < 3\"."),
                    Field("set", .record([]), unknown: false, "What is different there: any keys but the first six."),
                ])), "What other firmware does otherwise."),
    ])

    /// What `when.set` may say: everything but who the profile is.
    static let settable = ProfileShape.record(Array(profile.fields.dropFirst(6).dropLast()))

    /// The keys of a record; none for anything else.
    public var fields: [Field] { if case .record(let fields) = self { fields } else { [] } }

    private static let capabilities = [
        "fiscal", "control_unit", "nonfiscal_text", "cut", "drawer", "duplicate", "x_report", "z_report", "cash_in_out",
        "qr", "qr_raster", "raster", "clock_read", "realtime_status", "auto_status", "process_id", "queued_status",
        "network",
    ]

    private static let match = ProfileShape.record([
        Field(
            "usb",
            .list(
                .record([
                    Field("vid", .text(.hex4), required: true, "The vendor."),
                    Field("pid", .text(.hex4), unknown: false, "The product; left out for any of the vendor's."),
                    Field("product", .text(), unknown: false, "The product string, where it tells the device apart."),
                    Field("bridge", .flag, unknown: false, "Whether the ids name a bridge chip and not the device."),
                ])), "USB ids."),
        Field("driver", .list(.text(.word)), "Kernel drivers of its serial ports."),
        Field("interface_class", .whole(0...255), "The USB interface class; printers are 7."),
    ])

    private static let transport = ProfileShape.record([
        Field("kinds", .list(.choice(["serial", "usb-printer", "tcp", "http"])), "What it can be reached by."),
        Field(
            "serial",
            .record([
                Field("baud", .list(.choice(speeds)), "Speeds, the likeliest first, in quotes."),
                Field("data", .whole(7...8), "Data bits."),
                Field("parity", .choice(["none", "even", "odd"]), "Parity."),
                Field("stop", .whole(1...2), "Stop bits."),
                Field("flow", .choice(["none", "hardware", "software"]), "Flow control."),
                Field("dtr", .flag, "Whether DTR is raised."),
                Field("rts", .flag, "Whether RTS is raised."),
                Field("settle_ms", .whole(0...5_000), "Milliseconds of rest after opening."),
            ]), "Its serial line."),
        Field(
            "usb",
            .record([
                Field("alt_protocol", .list(.whole(1...3)), "Printer class protocols, the best first."),
                Field("zlp", .flag, "Whether it wants a zero-length packet behind a full one."),
                Field("chunk", .whole(64...65_536), "Bytes in one transfer."),
                Field("write_timeout_ms", .whole(100...60_000), "Milliseconds that one transfer may take."),
            ]), "Its USB interface."),
        Field(
            "tcp",
            .record([
                Field("port", .whole(1...65_535), "The port."),
                Field("greeting", .template, "What is sent first."),
            ]), "Its network port."),
    ])

    private static let framing = ProfileShape.record([
        Field("engine", .choice(engines), required: true, "The code that speaks its protocol."),
        Field(
            "seq",
            .record([
                Field("first", .whole(0...255), required: true, "The first message number."),
                Field("last", .whole(0...255), required: true, "The last before it begins again."),
            ]), "Message numbers."),
        Field("ping_ms", .whole(10...60_000), "Milliseconds until a ping must be answered."),
        Field("pings", .whole(1...20), "How often it is pinged before it counts as silent."),
        Field("first_answer_ms", .whole(10...60_000), "Milliseconds until something must come."),
        Field("refusal_byte", .whole(0...255), "What it sends for what it could not read."),
        Field("busy_byte", .whole(0...255), "What it sends while it works."),
        Field("busy_period_ms", .whole(1...10_000), "Milliseconds between two of those."),
        Field(
            "busy_limit_ms",
            .record([
                Field("normal", .whole(100...600_000), required: true, "For a command."),
                Field("report", .whole(100...600_000), required: true, "For a report."),
            ]), "Milliseconds that it may be busy."),
        Field("retries", .whole(0...20), "How often a message is sent again."),
        Field("replay_safe", .flag, "Whether the same message number is not executed twice."),
        Field("pause_ms", .whole(10...5_000), "Milliseconds before a busy device is asked again."),
        Field("gap_ms", .whole(0...5_000), "Milliseconds of rest between commands."),
        Field("escapes", .flag, "Whether control bytes in data are sent as 10h and byte + 40h."),
    ])

    private static let textShape = ProfileShape.record([
        Field(
            "encoding", .choice(["ascii", "cp437", "cp850", "cp858", "cp1251", "cp1252", "utf-8"]),
            "The character set."),
        Field("code_page", .whole(0...255), "Its number in ESC t."),
        Field("allowed", .choice(["printable", "alnum-space"]), "Characters that fields take."),
        Field("widths", .map(.word, .whole(1...512)), "Characters that each field takes."),
        Field("amounts", .choice(["cents", "decimal"]), "In what its answers tell amounts."),
    ])

    private static let paper = ProfileShape.record([
        Field("columns", .whole(16...96), "Characters in a line of font A."),
        Field("dots", .whole(128...1_024), "Dots in a line."),
        Field("feed_before_cut", .whole(0...12), "Lines between the print and the blade."),
    ])

    private static let identity = ProfileShape.record([
        Field(
            "probe",
            .record([
                Field("command", .whole(0...255), "The command's code."),
                Field("data", .template, "Its data."),
                Field("bytes", .list(.whole(0...255)), "Or these bytes without a frame."),
            ]), "The one question that a scan may ask."),
        Field("serial", .text(.serial), "What its serial number looks like."),
        Field("prefix", .list(.text(.mark)), "How serial numbers begin."),
    ])

    private static let command = ProfileShape.record([
        Field("code", .whole(0...255), required: true, "Its code."),
        Field("data", .template, "Its data."),
        Field("answer", .template, "The fields of its answer."),
        Field(
            "effect", .choice(["opens", "adds", "pays", "closes", "cancels", "prints", "reads", "reports"]),
            required: true, "What it does to the document: what may be sent again hangs on it."),
    ])

    private static let cancel = ProfileShape.record([
        Field("command", .text(.word), required: true, "The command that gives an open document up."),
        Field("allowed_until", .choice(["first_payment", "close"]), "How far it may be given up."),
    ])

    private static let status = ProfileShape.record([
        Field("bytes", .whole(1...16), required: true, "How many status bytes there are."),
        Field("alarms", .list(.bit), unknown: false, "Bits that say \"refused\" without saying why."),
        Field("error_byte", .whole(0...15), unknown: false, "The byte whose low seven bits are an error number."),
        Field(
            "bits",
            .map(
                .word,
                .record([
                    Field("at", .list(.bit), required: true, "Where: byte, dot, bit, in quotes; any of them says it."),
                    Field("when_clear", .flag, "Whether the bit says it when it is 0."),
                    Field("severity", .choice(["info", "warn", "stop"]), required: true, "How bad it is."),
                ])), "What each bit says."),
    ])

    private static let recovery = ProfileShape.record([
        Field("marker", .text(.word), "The command that tells the last document."),
        Field("current", .text(.word), "The command that tells the open one."),
        Field(
            "proof", .choice(["answer", "process_id", "queued_status", "realtime_status", "none"]),
            "What proves that paper came out."),
        Field(
            "power_witness", .choice(["stored_code", "none"]),
            "What it forgets with its power and can be asked for: a loss of power within a slip is seen by it."),
        Field("proof_ms", .whole(1_000...600_000), "Milliseconds until the proof must come."),
        Field("look_ms", .whole(100...60_000), "Milliseconds between two looks at one that waits for paper."),
        Field("looks", .whole(1...10_000), "Looks at one that waits for paper before a person is asked."),
    ])

    private static let discount = ProfileShape.record([
        Field("amount", .template, "With an amount off."),
        Field("none", .template, unknown: false, "Without; nothing where this is left out."),
    ])

    private static let signer = ProfileShape.record([
        Field("path", .text(.path), required: true, "The path that a document is posted to."),
        Field("documents", .map(.word, .text(.query)), required: true, "The query for each kind of document."),
        Field("header", .text(.header), unknown: false, "The header that carries its key, where it wants one."),
        Field("currency", .text(.mark), unknown: false, "What it calls shillings."),
        Field("signed", .text(), unknown: false, "What its description says of a signed document."),
        Field("repairs_colons", .flag, unknown: false, "Whether its reply escapes colons, which JSON does not know."),
    ])
}

extension ProfileShape.Form {
    static let serial = Self(
        pattern: "((\\[([A-Za-z0-9](-[A-Za-z0-9])?)+\\]|[A-Za-z0-9-])(\\{[1-9][0-9]?\\})?)+",
        words: "characters and classes with counts, such as \"KRAMW[0-9]{15}\"")
    static let number = Self(pattern: "-?[0-9]{1,7}", words: "an error number in quotes, such as \"-111024\"")
    static let path = Self(pattern: "/[!-~]*", words: "a path that begins with /")
    static let query = Self(pattern: "[!-~]+", words: "a query without the question mark, such as invoice+1")
    static let header = Self(pattern: "[A-Za-z0-9-]+", words: "a header's name, such as Authorization")
    static let flowStep = Self(pattern: "[a-z][a-z0-9_]*[+?*]?", words: "a command's name, with + or ? or * behind it")
}
