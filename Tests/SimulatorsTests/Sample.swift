/// The worked examples of the KRA reference, section 8, byte for byte.
enum Sample {
    /// The init request: section 8.1.
    static let initialise = #"""
        {"tin":"P052345678K","bhfId":"00","dvcSrlNo":"DUKA-P052345678K-0001"}
        """#

    /// The answer to init: section 8.1.
    static let initialised = #"""
        {"resultCd":"000","resultMsg":"Successful","resultDt":"20260310091502",\#
        "data":{"info":{"tin":"P052345678K","taxprNm":"DUKA MOJA LIMITED","bsnsActv":"Retail","bhfId":"00",\#
        "bhfNm":"Headquarter","bhfOpenDt":"20250115","prvncNm":"NAIROBI CITY","dstrtNm":"STAREHE",\#
        "sctrNm":"CENTRAL","locDesc":"Biashara Street","hqYn":"Y","mgrNm":"BRANCH MANAGER",\#
        "mgrTelNo":"0700000001","mgrEmail":"duka@example.com","dvcId":"451999","sdcId":"KRACU0400009999",\#
        "mrcNo":"KRA00399999","cmcKey":"0F3C9B7A51E24D6889AB1234CDEF5678"}}}
        """#

    /// The answer to the second init: section 8.1.
    static let installed = #"""
        {"resultCd":"902","resultMsg":"This device is installed","resultDt":"20260310091833","data":null}
        """#

    /// The item: section 8.2.
    static let saveItem = #"""
        {"tin":"P052345678K","bhfId":"00","cmcKey":"0F3C9B7A51E24D6889AB1234CDEF5678","itemCd":"KE2NTNO0000001",\#
        "itemClsCd":"4412160400","itemTyCd":"2","itemNm":"Exercise book A4 200 pages","itemStdNm":null,\#
        "orgnNatCd":"KE","pkgUnitCd":"NT","qtyUnitCd":"NO","taxTyCd":"B","btchNo":null,"bcd":"6161100000017",\#
        "dftPrc":150,"grpPrcL1":null,"grpPrcL2":null,"grpPrcL3":null,"grpPrcL4":null,"grpPrcL5":null,\#
        "addInfo":null,"sftyQty":null,"isrcAplcbYn":"N","useYn":"Y","regrId":"till01","regrNm":"till01",\#
        "modrId":"till01","modrNm":"till01"}
        """#

    /// The answer to a save: section 8.2.
    static let saved = #"""
        {"resultCd":"000","resultMsg":"Successful","resultDt":"20260310092011","data":null}
        """#

    /// The refusal of a wrong serial: section 8.2.
    static let wrongSerial = #"""
        {"responseHeader":{"responseCode":400,"responseRefID":"5d0c3a5e-0d6b-4a55-9a39-1f1c6b0f7a11",\#
        "customerMessage":"Error",\#
        "debugMessage":"Invalid itemCd Sequence. Expected sequence ending with: ********1"},"responseBody":null}
        """#

    /// The opening stock: section 8.3.
    static let openingStock = #"""
        {"tin":"P052345678K","bhfId":"00","cmcKey":"0F3C9B7A51E24D6889AB1234CDEF5678","sarNo":1,"orgSarNo":0,\#
        "regTyCd":"M","custTin":null,"custNm":null,"custBhfId":null,"sarTyCd":"06","ocrnDt":"20260310",\#
        "totItemCnt":1,"totTaxblAmt":25862.07,"totTaxAmt":4137.93,"totAmt":30000,"remark":"opening stock",\#
        "regrId":"till01","regrNm":"till01","modrId":"till01","modrNm":"till01","itemList":[{"itemSeq":1,\#
        "itemCd":"KE2NTNO0000001","itemClsCd":"4412160400","itemNm":"Exercise book A4 200 pages","bcd":null,\#
        "pkgUnitCd":"NT","pkg":200,"qtyUnitCd":"NO","qty":200,"itemExprDt":null,"prc":150,"splyAmt":30000,\#
        "totDcAmt":0,"taxblAmt":25862.07,"taxTyCd":"B","taxAmt":4137.93,"totAmt":30000}]}
        """#

    /// The stock master: section 8.3.
    static let stockMaster = #"""
        {"tin":"P052345678K","bhfId":"00","cmcKey":"0F3C9B7A51E24D6889AB1234CDEF5678","itemCd":"KE2NTNO0000001",\#
        "rsdQty":200,"regrId":"till01","regrNm":"till01","modrId":"till01","modrNm":"till01"}
        """#

    /// The sale: section 8.4.
    static let sale = #"""
        {"tin":"P052345678K","bhfId":"00","cmcKey":"0F3C9B7A51E24D6889AB1234CDEF5678",\#
        "trdInvcNo":"T1-20260312-000041","invcNo":1,"orgInvcNo":0,"custTin":null,"custNm":"Walk-in customer",\#
        "salesTyCd":"N","rcptTyCd":"S","pmtTyCd":"01","salesSttsCd":"02","cfmDt":"20260312104512",\#
        "salesDt":"20260312","stockRlsDt":"20260312104512","cnclReqDt":null,"cnclDt":null,"rfdDt":null,\#
        "rfdRsnCd":null,"totItemCnt":2,"taxblAmtA":180,"taxblAmtB":387.93,"taxblAmtC":0,"taxblAmtD":0,\#
        "taxblAmtE":0,"taxRtA":0,"taxRtB":16,"taxRtC":0,"taxRtD":0,"taxRtE":0,"taxAmtA":0,"taxAmtB":62.07,\#
        "taxAmtC":0,"taxAmtD":0,"taxAmtE":0,"totTaxblAmt":567.93,"totTaxAmt":62.07,"totAmt":630,\#
        "prchrAcptcYn":"N","remark":"01JPA5S0V3KX7T1","regrId":"till01","regrNm":"till01","modrId":"till01",\#
        "modrNm":"till01","receipt":{"custTin":null,"custMblNo":null,"rptNo":1,"rcptPbctDt":"20260312104512",\#
        "trdeNm":"DUKA MOJA","adrs":"Biashara St, Nairobi","topMsg":"Karibu","btmMsg":"Asante",\#
        "prchrAcptcYn":"N"},"itemList":[{"itemSeq":1,"itemCd":"KE2NTNO0000001","itemClsCd":"4412160400",\#
        "itemNm":"Exercise book A4 200 pages","bcd":null,"pkgUnitCd":"NT","pkg":1,"qtyUnitCd":"NO","qty":3,\#
        "prc":150,"splyAmt":450,"dcRt":0,"dcAmt":0,"isrccCd":null,"isrccNm":null,"isrcRt":null,"isrcAmt":null,\#
        "taxTyCd":"B","taxblAmt":387.93,"taxAmt":62.07,"totAmt":450},{"itemSeq":2,"itemCd":"KE2NTKG0000002",\#
        "itemClsCd":"5040240000","itemNm":"Fresh tomatoes","bcd":null,"pkgUnitCd":"NT","pkg":1,"qtyUnitCd":"KG",\#
        "qty":1.5,"prc":120,"splyAmt":180,"dcRt":0,"dcAmt":0,"isrccCd":null,"isrccNm":null,"isrcRt":null,\#
        "isrcAmt":null,"taxTyCd":"A","taxblAmt":180,"taxAmt":0,"totAmt":180}]}
        """#

    /// The answer to the sale: section 8.4.
    static let signed = #"""
        {"resultCd":"000","resultMsg":"Successful","resultDt":"20260312131807","data":{"curRcptNo":"1",\#
        "totRcptNo":"1","intrlData":"K7QWM2ZAX5TDB6HLN3VYC4PRUE","rcptSign":"T5GZP2QKMX7WDB4A",\#
        "sdcDateTime":"20260312131806"}}
        """#

    /// The refusal of a repeat, integrator: section 8.4.
    static let repeated = #"""
        {"responseHeader":{"responseCode":400,"responseRefID":"9b0f1f2e-2f0e-4b39-8a58-7d2f3f2c9c01",\#
        "customerMessage":"Error","debugMessage":"Invc No: 1 is invalid, use the expected value: 2"},\#
        "responseBody":null}
        """#

    /// The refusal of a repeat, direct: section 8.4.
    static let overlapped = #"""
        {"resultCd":"994","resultMsg":"There is an overlapped Data","resultDt":"20260312131955","data":null}
        """#

    /// A discounted line: section 8.4.
    static let discountedLine = #"""
        {"itemSeq":1,"itemCd":"KE2NTNO0000001","itemClsCd":"4412160400","itemNm":"Exercise book A4 200 pages",\#
        "bcd":null,"pkgUnitCd":"NT","pkg":1,"qtyUnitCd":"NO","qty":2,"prc":500,"splyAmt":1000,"dcRt":10,\#
        "dcAmt":100,"isrccCd":null,"isrccNm":null,"isrcRt":null,"isrcAmt":null,"taxTyCd":"B","taxblAmt":775.86,\#
        "taxAmt":124.14,"totAmt":900}
        """#

    /// The lookup: section 8.5.
    static let lookUp = #"""
        {"tin":"P052345678K","bhfId":"00","cmcKey":"0F3C9B7A51E24D6889AB1234CDEF5678","invcNo":1}
        """#

    /// The answer to the lookup, with one line: section 8.5.
    static let found = #"""
        {"resultCd":"000","resultMsg":"Successful","resultDt":"20260312132001","data":{"salesList":[{"invcNo":1,\#
        "orgInvcNo":0,"custTin":null,"custNm":"Walk-in customer","rcptTyCd":"S","pmtTyCd":"01",\#
        "salesSttsCd":"02","cfmDt":"2026-03-12 10:45:12","salesDt":"20260312",\#
        "stockRlsDt":"2026-03-12 10:45:12","cnclReqDt":null,"cnclDt":null,"rfdDt":null,"rfdRsnCd":null,\#
        "totItemCnt":2,"taxblAmtA":180,"taxblAmtB":387.93,"taxblAmtC":0,"taxblAmtD":0,"taxblAmtE":0,"taxRtA":0,\#
        "taxRtB":16,"taxRtC":0,"taxRtD":0,"taxRtE":0,"taxAmtA":0,"taxAmtB":62.07,"taxAmtC":0,"taxAmtD":0,\#
        "taxAmtE":0,"totTaxblAmt":567.93,"totTaxAmt":62.07,"totAmt":630,"prchrAcptcYn":"N",\#
        "remark":"01JPA5S0V3KX7T1","regrId":"till01","regrNm":"till01","modrId":null,"modrNm":null,\#
        "receipt":{"custTin":null,"custMblNo":null,"rcptPbctDt":"2026-03-12 13:18:06.0","rptNo":1,\#
        "trdeNm":"DUKA MOJA","adrs":"Biashara St, Nairobi","topMsg":"Karibu","btmMsg":"Asante",\#
        "prchrAcptcYn":"N","intrlData":"K7QWM2ZAX5TDB6HLN3VYC4PRUE","rcptSign":"T5GZP2QKMX7WDB4A",\#
        "curRcptNo":"1","totRcptNo":"1","sdcDateTime":"2026-03-12 13:18:06.0"},"itemList":[{"itemSeq":1,\#
        "itemCd":"KE2NTNO0000001","itemClsCd":"4412160400","itemNm":"Exercise book A4 200 pages","bcd":null,\#
        "pkgUnitCd":"NT","pkg":1,"qtyUnitCd":"NO","qty":3,"prc":150,"splyAmt":450,"dcRt":0,"dcAmt":0,\#
        "isrccCd":null,"isrccNm":null,"isrcRt":null,"isrcAmt":null,"taxTyCd":"B","taxblAmt":387.93,\#
        "taxAmt":62.07,"totAmt":450}]}]}}
        """#

    /// The answer when nothing is stored: section 8.5.
    static let notFound = #"""
        {"resultCd":"001","resultMsg":"There is no search result","resultDt":"20260312132001","data":null}
        """#

    /// The credit note: section 8.6.
    static let creditNote = #"""
        {"tin":"P052345678K","bhfId":"00","cmcKey":"0F3C9B7A51E24D6889AB1234CDEF5678",\#
        "trdInvcNo":"T1-20260312-000044","invcNo":2,"orgInvcNo":1,"custTin":null,"custNm":"Walk-in customer",\#
        "salesTyCd":"N","rcptTyCd":"R","pmtTyCd":"01","salesSttsCd":"02","cfmDt":"20260312151001",\#
        "salesDt":"20260312","stockRlsDt":"20260312151001","cnclReqDt":null,"cnclDt":null,\#
        "rfdDt":"20260312151001","rfdRsnCd":"06","totItemCnt":1,"taxblAmtA":0,"taxblAmtB":129.31,"taxblAmtC":0,\#
        "taxblAmtD":0,"taxblAmtE":0,"taxRtA":0,"taxRtB":16,"taxRtC":0,"taxRtD":0,"taxRtE":0,"taxAmtA":0,\#
        "taxAmtB":20.69,"taxAmtC":0,"taxAmtD":0,"taxAmtE":0,"totTaxblAmt":129.31,"totTaxAmt":20.69,"totAmt":150,\#
        "prchrAcptcYn":"N","remark":"01JPA9M2W8QB4T1","regrId":"till01","regrNm":"till01","modrId":"till01",\#
        "modrNm":"till01","receipt":{"custTin":null,"custMblNo":null,"rptNo":1,"rcptPbctDt":"20260312151001",\#
        "trdeNm":"DUKA MOJA","adrs":"Biashara St, Nairobi","topMsg":"Karibu","btmMsg":"Asante",\#
        "prchrAcptcYn":"N"},"itemList":[{"itemSeq":1,"itemCd":"KE2NTNO0000001","itemClsCd":"4412160400",\#
        "itemNm":"Exercise book A4 200 pages","bcd":null,"pkgUnitCd":"NT","pkg":1,"qtyUnitCd":"NO","qty":1,\#
        "prc":150,"splyAmt":150,"dcRt":0,"dcAmt":0,"isrccCd":null,"isrccNm":null,"isrcRt":null,"isrcAmt":null,\#
        "taxTyCd":"B","taxblAmt":129.31,"taxAmt":20.69,"totAmt":150}]}
        """#

    /// The movement of the sale: section 8.7.
    static let saleMovement = #"""
        {"tin":"P052345678K","bhfId":"00","cmcKey":"0F3C9B7A51E24D6889AB1234CDEF5678","sarNo":2,"orgSarNo":0,\#
        "regTyCd":"A","custTin":null,"custNm":null,"custBhfId":null,"sarTyCd":"11","ocrnDt":"20260312",\#
        "totItemCnt":1,"totTaxblAmt":387.93,"totTaxAmt":62.07,"totAmt":450,"remark":"T1-20260312-000041",\#
        "regrId":"till01","regrNm":"till01","modrId":"till01","modrNm":"till01","itemList":[{"itemSeq":1,\#
        "itemCd":"KE2NTNO0000001","itemClsCd":"4412160400","itemNm":"Exercise book A4 200 pages","bcd":null,\#
        "pkgUnitCd":"NT","pkg":3,"qtyUnitCd":"NO","qty":3,"itemExprDt":null,"prc":150,"splyAmt":450,\#
        "totDcAmt":0,"taxblAmt":387.93,"taxTyCd":"B","taxAmt":62.07,"totAmt":450}]}
        """#

    /// The gateway without a token: section 8.8.
    static let unauthorised = #"""
        {"header":{"responseMessage":"Unauthorised-Invalid Access Token","responseCode":401,\#
        "customerMessage":"Unauthorised-Invalid Access Token","requestRefId":"f8a2",\#
        "timestamp":"2026-03-12T13:18:06"},"body":{}}
        """#

    /// The refusal of a stock master: section 8.8.
    static let mismatch = #"""
        {"responseHeader":{"responseCode":400,"responseRefID":"c1","customerMessage":"Error",\#
        "debugMessage":"rsdQty mismatch. Expected: 200.0 but found: 197"},"responseBody":null}
        """#
}
