extension OSCURequest {
    /// The time before everything, for a first look-up (reference §2.2).
    public static let always = "20180101000000"

    /// Initialises the device; once in its life, never to check (reference §2.3).
    public static func initialise(_ device: OSCUDevice) -> OSCURequest {
        request(.initialise, device) { $0.text("dvcSrlNo", device.serial, limit: 100) }
    }

    /// The codes that changed after `since`, KRA's `yyyyMMddHHmmss`: the last answer's `resultDt`, at first ``always``.
    public static func codeList(_ device: OSCUDevice, since: String) -> OSCURequest {
        list(.codeList, device, since: since)
    }

    /// The item classes that changed after `since`.
    public static func itemClasses(_ device: OSCUDevice, since: String) -> OSCURequest {
        list(.itemClasses, device, since: since)
    }

    /// The branches that changed after `since`.
    public static func branches(_ device: OSCUDevice, since: String) -> OSCURequest {
        list(.branches, device, since: since)
    }

    /// The notices after `since`.
    public static func notices(_ device: OSCUDevice, since: String) -> OSCURequest {
        list(.notices, device, since: since)
    }

    /// The items that changed after `since`.
    public static func itemList(_ device: OSCUDevice, since: String) -> OSCURequest {
        list(.itemList, device, since: since)
    }

    /// The imports after `since`.
    public static func imports(_ device: OSCUDevice, since: String) -> OSCURequest {
        list(.imports, device, since: since)
    }

    /// The sales that KRA has after `since`.
    public static func salesList(_ device: OSCUDevice, since: String) -> OSCURequest {
        list(.salesList, device, since: since)
    }

    /// The sales that others made to this shop after `since`.
    public static func purchases(_ device: OSCUDevice, since: String) -> OSCURequest {
        list(.purchases, device, since: since)
    }

    /// The stock that was moved to this branch after `since`.
    public static func stockMoves(_ device: OSCUDevice, since: String) -> OSCURequest {
        list(.stockMoves, device, since: since)
    }

    /// The customers that were saved after `since`.
    public static func customerList(_ device: OSCUDevice, since: String) -> OSCURequest {
        list(.customerList, device, since: since)
    }

    /// The taxpayer's own record.
    public static func taxpayer(_ device: OSCUDevice, since: String) -> OSCURequest {
        list(.taxpayer, device, since: since)
    }

    /// Who has this PIN (reference §2.7).
    public static func customer(_ device: OSCUDevice, pin: String) -> OSCURequest {
        request(.customer, device) { $0.text("custmTin", pin, limit: 11) }
    }

    /// What KRA has under an invoice number (reference §2.15).
    public static func invoiceDetails(_ device: OSCUDevice, _ number: Int64) -> OSCURequest {
        request(.invoiceDetails, device) { $0.number("invcNo", number) }
    }

    /// Any other call, with KRA's own field names behind PIN and branch.
    public static func other(_ call: OSCUCall, _ device: OSCUDevice, fields: [OSCUValue.Member]) -> OSCURequest {
        request(call, device) { body in
            for field in fields { body.value(field.name, field.value) }
        }
    }

    static func request(
        _ call: OSCUCall, _ device: OSCUDevice, _ content: (inout BodyWriter) -> Void
    ) -> OSCURequest {
        var body = BodyWriter(device)
        content(&body)
        return OSCURequest(call: call, body: body.finished)
    }

    private static func list(_ call: OSCUCall, _ device: OSCUDevice, since: String) -> OSCURequest {
        request(call, device) { $0.text("lastReqDt", since) }
    }
}
