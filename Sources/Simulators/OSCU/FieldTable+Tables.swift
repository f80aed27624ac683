extension FieldTable {
    /// The four audit fields of every save (section 2.2).
    static let audit = FieldTable("regrId C20 R, regrNm C60 R, modrId C20 R, modrNm C60 R")

    /// `selectInitOsdcInfo` (section 2.3).
    static let initialise = FieldTable("tin PIN R, bhfId C2 R, dvcSrlNo C100 R")

    /// `saveBhfCustomer` (section 2.9).
    static let customer = FieldTable(
        """
        custNo C9 R, custTin PIN R, custNm C60 R, adrs C300, telNo C20, email C50, faxNo C20, useYn YN R
        remark C1000
        """)

    /// `saveBhfUser` (section 2.9).
    static let user = FieldTable(
        """
        userId C20 R, userNm C60 R, pwd C255 R, adrs C200, cntc C20, authCd C100, remark C2000, useYn YN R
        """)

    /// `saveBhfInsurance` (section 2.9).
    static let insurance = FieldTable("isrccCd C10 R, isrccNm C100 R, isrcRt N3 R, useYn YN R")

    /// `saveItem` (section 2.10).
    static let item = FieldTable(
        """
        itemCd C20 R, itemClsCd C10 R, itemTyCd C5 R, itemNm C200 R, itemStdNm C200, orgnNatCd C5 R
        pkgUnitCd C5 R, qtyUnitCd C5 R, taxTyCd C5 R, btchNo C10, bcd C20, dftPrc N18.2 R
        grpPrcL1 N18.2, grpPrcL2 N18.2, grpPrcL3 N18.2, grpPrcL4 N18.2, grpPrcL5 N18.2, addInfo C7
        sftyQty N13.2, isrcAplcbYn YN R, useYn YN R
        """)

    /// The header of `saveTrnsSalesOsdc` (section 2.14); `salesTyCd`, `pmtTyCd` and `custNm` by section 10.
    static let sale = FieldTable(
        """
        trdInvcNo C50 R, invcNo N38 R, orgInvcNo N38 R, custTin PIN, custNm C60 R, salesTyCd C5 R, rcptTyCd C5 R
        pmtTyCd C5 R, salesSttsCd C5 R, cfmDt DT R, salesDt D R, stockRlsDt DT, cnclReqDt DT, cnclDt DT, rfdDt DT
        rfdRsnCd C5, totItemCnt N10 R, taxblAmtA N18.2 R, taxblAmtB N18.2 R, taxblAmtC N18.2 R, taxblAmtD N18.2 R
        taxblAmtE N18.2 R, taxRtA N7.2 R, taxRtB N7.2 R, taxRtC N7.2 R, taxRtD N7.2 R, taxRtE N7.2 R
        taxAmtA N18.2 R, taxAmtB N18.2 R, taxAmtC N18.2 R, taxAmtD N18.2 R, taxAmtE N18.2 R, totTaxblAmt N18.2 R
        totTaxAmt N18.2 R, totAmt N18.2 R, prchrAcptcYn YN R, remark C400, receipt OBJECT R, itemList LIST R
        """)

    /// The `receipt` of a sale (section 2.14).
    static let receipt = FieldTable(
        """
        custTin PIN, custMblNo C20, rptNo N10, rcptPbctDt DT R, trdeNm C20, adrs C200, topMsg C20, btmMsg C20
        prchrAcptcYn YN R
        """)

    /// A line of a sale (section 2.14).
    static let saleLine = FieldTable(
        """
        itemSeq N3 R, itemCd C20 R, itemClsCd C10, itemNm C200 R, bcd C20, pkgUnitCd C5 R, pkg N13.2 R
        qtyUnitCd C5 R, qty N13.2 R, prc N18.2 R, splyAmt N18.2 R, dcRt N5.2 R, dcAmt N18.2 R, isrccCd C10
        isrccNm C100, isrcRt N3, isrcAmt N18.2, taxTyCd C5 R, taxblAmt N18.2 R, taxAmt N18.2 R, totAmt N18.2 R
        """)

    /// The header of `insertStockIO` (section 2.18).
    static let movement = FieldTable(
        """
        sarNo N38 R, orgSarNo N38 R, regTyCd C5 R, custTin PIN, custNm C100, custBhfId C2, sarTyCd C5 R, ocrnDt D R
        totItemCnt N10 R, totTaxblAmt N18.2 R, totTaxAmt N18.2 R, totAmt N18.2 R, remark C400, itemList LIST R
        """)

    /// A line of `insertStockIO` (section 2.18); `itemCd` is required by section 10.
    static let movementLine = FieldTable(
        """
        itemSeq N3 R, itemCd C20 R, itemClsCd C10 R, itemNm C200 R, bcd C20, pkgUnitCd C5 R, pkg N13.2 R
        qtyUnitCd C5 R, qty N13.2 R, itemExprDt D, prc N15.2 R, splyAmt N18.2 R, totDcAmt N18.2 R
        taxblAmt N18.2 R, taxTyCd C5 R, taxAmt N18.2 R, totAmt N18.2 R
        """)

    /// `saveStockMaster` (section 2.18).
    static let master = FieldTable("itemCd C20 R, rsdQty N13.2 R")
}
